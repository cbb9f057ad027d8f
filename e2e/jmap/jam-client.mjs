// The library's own types come as sources that this project's compiler options refuse; the declaration beside this file has what is used.
export { JamClient } from 'jmap-jam';
