export type PostfixConfigInput = {
  dir: string;
  domain: string;
  tls: boolean;
  ports: { starttls: number; smtps: number; lmtp: number; recipients: number };
  messageSizeLimitBytes: number;
  /** further lines for main.cf, over ours */
  more: string;
};

/**
 * main.cf and master.cf (Postfix 3.7) of one instance: a submission server that wants a login, carries mail of the one test domain to Dovecot
 * and refuses every other. Three recipients always answer with a fault: `busy@` 451, `full@` 452, `never@` 550.
 */
export function postfixConfig(input: PostfixConfigInput): { mainCf: string; masterCf: string } {
  const { dir, domain, ports } = input;
  const fault = (name: string, answer: string) => `{ ${name}@${domain} = ${answer} }`;
  const faults = [
    fault('busy', '451 4.3.0 Busy, try again later'),
    fault('full', '452 4.2.2 Mailbox full'),
    fault('never', '550 5.7.1 Not wanted here'),
  ];
  const mainCf = `
compatibility_level = 3.6
config_directory = ${dir}/postfix/config
queue_directory = ${dir}/postfix/queue
data_directory = ${dir}/postfix/data
maillog_file = ${dir}/postfix.log
maillog_file_prefixes = ${dir}
multi_instance_name =
mail_owner = postfix
setgid_group = postdrop

myhostname = mail.${domain}
mydomain = ${domain}
myorigin = ${domain}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_banner = $myhostname ESMTP
biff = no
append_dot_mydomain = no
local_header_rewrite_clients =
alias_maps =
alias_database =
local_recipient_maps =

virtual_mailbox_domains = ${domain}, pop.${domain}
virtual_mailbox_maps = socketmap:inet:127.0.0.1:${ports.recipients}:recipients
virtual_transport = lmtp:inet:127.0.0.1:${ports.lmtp}
default_transport = error:5.7.1 This server carries no mail to other domains
lmtp_destination_concurrency_limit = 4
minimal_backoff_time = 5s
maximal_backoff_time = 10s
queue_run_delay = 5s
maximal_queue_lifetime = 1h
bounce_queue_lifetime = 1h

smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${dir}/run/auth-sasl
smtpd_sasl_security_options = noanonymous
smtpd_sasl_local_domain = ${domain}
smtpd_tls_auth_only = ${input.tls ? 'yes' : 'no'}
smtpd_tls_security_level = ${input.tls ? 'may' : 'none'}
${input.tls ? `smtpd_tls_chain_files = ${dir}/tls/server.key, ${dir}/tls/server.crt` : ''}
smtpd_client_restrictions = permit_sasl_authenticated, reject
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{ ${faults.join(', ')} }
smtpd_reject_unlisted_recipient = yes
unknown_virtual_mailbox_reject_code = 550
message_size_limit = ${input.messageSizeLimitBytes}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
smtpd_recipient_limit = 5000
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 2000
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
in_flow_delay = 0
qmgr_message_recipient_limit = 20000
`;
  const listeners = [
    `127.0.0.1:${ports.starttls} inet n - n - 50 smtpd`,
    ...(input.tls ? [`127.0.0.1:${ports.smtps} inet n - n - 50 smtpd -o smtpd_tls_wrappermode=yes`] : []),
  ];
  const masterCf = `
${listeners.join('\n')}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
  return { mainCf: withOthers(mainCf, input.more), masterCf };
}

/**
 * A parameter that is said twice makes each program of Postfix warn of it as it starts, also the one that writes the log: with the others
 * being quicker, its own warning finds the log's socket full, and everything waits for ever.
 */
function withOthers(mainCf: string, more: string): string {
  const said = new Set([...more.matchAll(/^(\w+) *=/gm)].map(([, name]) => name));
  const ours = mainCf.split('\n').filter((line) => !said.has(/^(\w+) *=/.exec(line)?.[1] ?? ''));
  return `${ours.join('\n')}${more}\n`;
}
