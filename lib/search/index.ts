export { maxQueryTokens, toFtsQuery } from './fts-query.ts';
export { highlight, snippet } from './highlight.ts';
export type { ParsedSearch, SearchContext } from './parse-search.ts';
export { parseSearch } from './parse-search.ts';
export { foldText, indexTokens, searchTokens } from './search-tokens.ts';
