// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for.
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;
const BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of somebody else (names, messages, samples) made harmless for any output: escape sequences, control
 * characters, lone surrogates and direction overrides go; tabs and line ends stay.
 */
export function inertText(text: string): string {
  return text.replace(ANSI, '').replace(CONTROL, '\ufffd').replace(BIDI_OVERRIDE, '');
}

/** The same on one line. */
export function inertLine(text: string): string {
  return inertText(text)
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .trim();
}
