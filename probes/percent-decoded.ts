/** Percent-decoded where that is possible, else as it stands: `a%b` is a password that somebody has. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
