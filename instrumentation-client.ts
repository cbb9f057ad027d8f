type Rule = (text: string, type?: string, sink?: string) => string | null;
type PolicyFactory = { createPolicy(name: string, rules: { createHTML: Rule; createScriptURL: Rule }): unknown };

// Trusted Types are enforced (proxy.ts). Code that hands plain text to a dangerous sink passes here, before any component runs; what gets through
// is the bundler loading our own chunks, and markup that runs nothing where it lands (decision 0007).
const { trustedTypes } = window as Window & { trustedTypes?: PolicyFactory };

trustedTypes?.createPolicy('default', {
  createScriptURL: (text, _type, sink) => {
    const url = new URL(text, location.href);
    if (sink === 'ServiceWorkerContainer register') return url.href === `${location.origin}/worker.js` ? text : null;
    return url.origin === location.origin && url.pathname.startsWith('/_next/static/') ? text : null;
  },
  createHTML: (html, _type, sink) => {
    // without `<` no element comes of it; the other is how React makes a script element that never runs
    if (!html.includes('<') || html === '<script></script>') return html;
    // the editor parses what it is given, and what is pasted, in documents of their own: nothing runs and nothing is fetched there
    return sink === undefined || sink === 'DOMParser parseFromString' ? html : null;
  },
});
