const token = "[A-Za-z0-9!#$%&'*+.^_`|~-]";
const form = new RegExp(
  `^${token}{1,127}/${token}{1,127}(?:[ \\t]*;[ \\t]*${token}{1,60}=(?:${token}{1,120}|"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]{0,120}"))*$`,
);

/** True for `type/subtype` with or without parameters (RFC 9110 §8.3.1), short enough for a header. */
export const isMediaType = (text: string): boolean => text.length <= 255 && form.test(text);
