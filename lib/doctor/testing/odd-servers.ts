import type { MailServersOptions } from '#e2e/servers/index.ts';

/**
 * Dovecot and Postfix as strict houses have them: passwords behind TLS only, quotas, senders that must be one's own,
 * and a greylist. Postfix asks Dovecot whether a mailbox is full.
 *
 * @param quotaPort of this machine, free
 */
export const strictServers = (quotaPort: number): MailServersOptions => ({
  dovecotConfig: `
listen = 127.0.0.1, 127.0.0.2
ssl = required
disable_plaintext_auth = yes
mail_plugins = $mail_plugins quota
protocol imap {
  mail_plugins = $mail_plugins imap_quota
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
  quota_status_success = DUNNO
  quota_status_nouser = DUNNO
  quota_status_overquota = "552 5.2.2 Mailbox is full"
}
service quota-status {
  executable = quota-status -p postfix
  client_limit = 1
  inet_listener {
    address = 127.0.0.1
    port = ${quotaPort}
  }
}
`,
  postfixConfig: `
smtpd_tls_security_level = encrypt
smtputf8_enable = no
smtpd_sender_login_maps = inline:{ boss@example.test=boss@example.test }
smtpd_sender_restrictions = reject_known_sender_login_mismatch
smtpd_recipient_restrictions =
  check_recipient_access inline:{ {unknown-yet@example.test = defer}, {postgrey@example.test = 450 4.2.0 Greylisted, see help.html} },
  check_policy_service inet:127.0.0.1:${quotaPort}
`,
});

/** No way to sign in but CRAM-MD5, a port for IMAP that is for a proxy elsewhere, and encryption of before 2008 for sending. */
export const oddServers: MailServersOptions = {
  dovecotConfig: `
auth_mechanisms = cram-md5
haproxy_trusted_networks = 192.0.2.0/24
service imap-login {
  inet_listener imap {
    haproxy = yes
  }
}
`,
  postfixConfig: `
smtpd_tls_auth_only = no
smtpd_tls_protocols = <=TLSv1.1
smtpd_tls_mandatory_protocols = <=TLSv1.1
`,
};
