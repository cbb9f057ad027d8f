import type { Connection } from '../sqlite/connection.ts';
import { fileKinds, fileNames } from '../write/list-files.ts';
import { headerMatches } from './header-matches.ts';
import type { PackReader } from './pack-reader.ts';

/** SQL functions that conditions of a filter use (filter-sql.ts): they read out of packs. */
export function defineFilterFunctions(connection: Connection, packs: PackReader): void {
  connection.define('header_matches', (...values) => headerMatches(packs, values));
  connection.define('has_file_kind', (pack, slot, wanted) => {
    const kinds = fileKinds(packs.detail(Number(pack), Number(slot)).structure);
    return String(wanted)
      .split(' ')
      .some((kind) => kinds.includes(` ${kind} `))
      ? 1
      : 0;
  });
  connection.define('file_names', (pack, slot) => fileNames(packs.detail(Number(pack), Number(slot)).structure));
}
