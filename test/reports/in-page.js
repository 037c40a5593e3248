// Looks at the report page from the inside: put into it by the browser's test.
(() => {
  const canvasOf = (panel) => document.querySelector(`[data-panel="${panel}"] canvas`);
  const pixelsOf = (canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;

  /** Painted pixels of each chart. */
  function ink() {
    return [...document.querySelectorAll('[data-panel] canvas')].map(
      (canvas) => pixelsOf(canvas).filter((value, index) => index % 4 === 3 && value > 0).length,
    );
  }

  /** Pixels of a chart that have the (translucent) colour of a gap. */
  function shaded(panel) {
    const pixels = pixelsOf(canvasOf(panel));
    let count = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      const [red, green, , alpha] = pixels.slice(at, at + 4);
      if (red > 230 && green > 190 && green < 210 && alpha > 100 && alpha < 160) count += 1;
    }
    return count;
  }

  const picture = (panel) => canvasOf(panel).toDataURL();

  /** Width that the page and its charts need. */
  function widest() {
    const rights = [...document.querySelectorAll('.panels, figure, .uplot')].map(
      (element) => element.getBoundingClientRect().right,
    );
    return Math.max(document.documentElement.scrollWidth, ...rights);
  }

  function insert(markup) {
    const div = document.createElement('div');
    div.innerHTML = markup;
    document.body.append(div);
    div.querySelector('p').click();
  }

  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  /** Relative luminance (WCAG) of colours painted one over the other. */
  function luminance(colours) {
    for (const colour of colours) {
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...paint.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** Texts whose contrast against what is behind them is under 4.5 to 1 (WCAG AA). */
  function faintTexts() {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const faint = new Set();
    for (const element of document.body.querySelectorAll('*')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!own || element.getClientRects().length === 0) continue;
      const behind = [];
      for (let at = element; at !== null; at = at.parentElement)
        behind.unshift(getComputedStyle(at).backgroundColor);
      const [front, back] = [luminance([...behind, getComputedStyle(element).color]), luminance(behind)];
      const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
      if (ratio < 4.5) faint.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
    }
    return [...faint];
  }

  globalThis.inPage = { ink, shaded, picture, widest, insert, faintTexts };
})();
