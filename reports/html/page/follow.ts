/** Follows a run that goes on: on each of its events the page asks for itself anew, at most once a second. */
export function follow(replaced: () => void): void {
  const events = new EventSource('/events');
  let isAsking = false;
  let isStale = false;
  const ask = async () => {
    if (isAsking) {
      isStale = true;
      return;
    }
    isAsking = true;
    isStale = false;
    const response = await fetch('/').catch(() => null);
    if (response?.ok) {
      replaceWith(new DOMParser().parseFromString(await response.text(), 'text/html'));
      replaced();
    }
    setTimeout(() => {
      isAsking = false;
      if (isStale) void ask();
    }, 1000);
  };
  events.addEventListener('interval', () => void ask());
  events.addEventListener('end', () => {
    events.close();
    isAsking = false;
    void ask();
  });
}

// What the reader opened stays open.
function replaceWith(fresh: Document): void {
  const open = [...document.querySelectorAll('details')].map((details) => details.open);
  document.title = fresh.title;
  for (const selector of ['header', 'main', '#charts']) {
    const [now, next] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (now !== null && next !== null) now.replaceWith(document.importNode(next, true));
  }
  document.querySelectorAll('details').forEach((details, index) => {
    details.open = open[index] ?? false;
  });
}
