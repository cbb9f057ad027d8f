export { maxQueryTokens, toFtsQuery } from './fts-query.ts';
export { highlight, snippet } from './highlight.ts';
export type { ParsedSearch, SearchContext, TypedFilter } from './parse-search.ts';
export { parseSearch, typedFilters } from './parse-search.ts';
export { foldText, indexTokens, searchTokens } from './search-tokens.ts';
