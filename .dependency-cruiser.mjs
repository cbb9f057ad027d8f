import { Visitor } from '@swc/core/Visitor.js';

// The walker of @swc/core does not know `using` declarations (ES2026) and refuses the whole file; they are read like `const`.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function visitStatementOrUsing(statement) {
  return statement.type === 'UsingDeclaration'
    ? { ...statement, decls: this.visitVariableDeclarators(statement.decls) }
    : visitStatement.call(this, statement);
};

// The floor plan of the project as rules: which room may import which, and which package belongs to which room. Keep it in step with the
// table in docs; `npm run check` also plants imports that must be refused (scripts/layer-checks.mjs).
const mayImport = {
  mail: '',
  contract: 'mail',
  message: 'mail',
  search: 'mail',
  html: 'mail',
  compose: 'mail',
  thread: 'mail message',
  config: '',
  log: 'config',
  security: 'mail config log',
  imap: 'mail log message search security',
  pop3: 'mail log message security',
  smtp: 'mail log message security',
  sieve: 'mail log message security',
  store: 'mail config log search thread',
  accounts: 'mail config log security store',
  oauth: 'mail config log security',
  discover: 'mail log config security',
  sync: 'mail log message imap pop3 store',
  outbox: 'mail log message imap pop3 smtp store',
  doctor: 'mail log contract security discover imap pop3 smtp',
  gateway: 'mail contract config log message search security store accounts oauth discover sync outbox doctor imap pop3 smtp sieve thread',
  jmap: 'mail log config contract message search store gateway',
  auth: 'mail log config contract security store gateway',
  calendar: 'mail compose',
  contacts: 'mail',
  pdf: '',
  client: 'mail contract search html compose calendar contacts',
};
const owner = {
  imapflow: 'imap',
  nodemailer: 'smtp|message',
  dompurify: 'html',
  'linkify-it': 'html',
  kysely: 'store',
  pg: 'store',
  zod: 'contract|config',
  undici: 'security',
  mailauth: 'message',
  'fast-xml-parser': 'discover',
  tldts: 'discover',
  openpgp: 'message',
  pkijs: 'message',
  asn1js: 'message',
  'next-auth': 'auth',
  oauth4webapi: 'oauth',
  'pdfjs-dist': 'pdf',
  'client-zip': 'jmap',
  'ical.js': 'calendar|contacts',
};
// Commands, demo, benchmarks and journeys stand outside the house and may come in by any front door; nobody in the house knows them.
const outside = '^(cli|demo|bench|e2e|scripts)/';
const test = '\\.test\\.(tsx?|mjs)$|/testing/';
const configFile = '^[^/]+\\.config\\.(ts|mjs)$';

const rooms = (names) =>
  names
    .split(' ')
    .filter(Boolean)
    .map((name) => `^lib/${name}/`);
const plan = Object.entries(mayImport).map(([room, names]) => [`^lib/${room}/`, rooms(names)]);
plan.push(['^components/', rooms('mail contract client search html compose calendar pdf')]);
plan.push(['^app/', ['^components/', ...rooms('mail config log contract jmap auth gateway client pdf')]]);
// starts the gateway once per process, and guards pages
plan.push(['^(instrumentation[-a-z]*|proxy)\\.ts$', rooms('config log gateway auth')]);

const rule = (name, from, to) => ({ name, severity: 'error', from, to });

export default {
  forbidden: [
    rule('no cycles', {}, { circular: true }),
    rule('every import resolves', {}, { couldNotResolve: true }),
    rule('every room is on the plan', { path: '^lib/', pathNot: plan.map(([room]) => room) }, { path: '.' }),
    rule('no test code in the product', { pathNot: [test, outside, configFile] }, { path: test, pathNot: 'node_modules/' }),
    rule('roots are not imported', { path: '^(lib|components|app)/', pathNot: test }, { path: outside }),
    rule(
      'front door',
      { path: '^(?:(lib/[^/]+)/|app/|components/|e2e/|[^/]+$)', pathNot: test },
      { path: '^lib/', pathNot: ['^lib/[^/]+/index\\.ts$', '^$1/.', test] },
    ),
    ...plan.map(([room, allowed]) =>
      rule(`plan of ${room}`, { path: room, pathNot: test }, { path: '^(lib|components|app)/', pathNot: [room, ...allowed, test] }),
    ),
    ...Object.entries(owner).map(([name, room]) =>
      rule(`${name} belongs to lib/${room}`, { pathNot: [`^lib/(${room})/`, test, outside] }, { path: `(^|node_modules/)${name}(/|$)` }),
    ),
    rule('node:sqlite belongs to lib/store', { pathNot: ['^lib/store/', test, outside] }, { path: '^(node:)?sqlite$' }),
    rule(
      'sockets and name lookups belong to lib/security',
      { pathNot: ['^lib/security/', test, outside, configFile] },
      // naming a type opens no socket
      { path: '^(node:)?(net|tls|dns|dns/promises|dgram|http|https|http2)$', dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    // acorn, the default, loses which imports are of types only; `typescript` 7 cannot be read by dependency-cruiser at all
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.next/' },
    builtInModules: { add: ['node:sqlite', 'node:test'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
