/** Hosts that do nothing but tell who opened what. */
const hosts =
  /(?:^|\.)(?:mailtrack\.io|mltrk\.io|t\.yesware\.com|bananatag\.com|getnotify\.com|readnotify\.com|didtheyreadit\.com|google-analytics\.com|googletagmanager\.com|doubleclick\.net|scorecardresearch\.com|r\.awstrack\.me|emltrk\.com|bat\.bing\.com|pixel\.wp\.com)$/;

/** Where the usual senders of bulk mail keep their counters: the path, and the host where the path alone says too little. */
const paths: readonly (readonly [host: RegExp, path: RegExp])[] = [
  [/(?:^|\.)list-manage\.com$/, /^\/track\/open/],
  [/(?:^|\.)mandrillapp\.com$/, /^\/track\/open/],
  [/./, /^\/wf\/open(?:$|\/)/], // SendGrid
  [/./, /^\/open\.aspx$/], // Salesforce
  [/./, /^\/e[23]t\/(?:o|to)\//], // HubSpot
  [/(?:^|\.)klaviyo(?:mail)?\.com$/, /^\/(?:o|track|open)\//],
  [/(?:^|\.)(?:sendibt\d*|sendinblue|brevo)\.com$/, /\/(?:op|tr\/op)\//],
  [/(?:^|\.)intercom-mail[\w-]*\.com$|^via\.intercom\.io$/, /^\/(?:via\/)?o(?:pen)?\//],
  [/(?:^|\.)facebook\.com$/, /^\/(?:tr|email_open_log_pic\.php)/],
  [/(?:^|\.)linkedin\.com$/, /^\/emimp\//],
  [/(?:^|\.)(?:twitter|x)\.com$/, /^\/scribe\//],
];

/** Whether an image is known for nothing but reporting that the mail was opened. It stays off even where images are shown (security.md §3). */
export function isKnownTracker({ hostname, pathname }: URL): boolean {
  return hosts.test(hostname) || paths.some(([host, path]) => path.test(pathname) && host.test(hostname));
}
