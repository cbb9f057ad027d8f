export type DovecotConfigInput = {
  dir: string;
  domain: string;
  owner: { userName: string; groupName: string };
  tls: boolean;
  imapCapabilities: readonly string[] | null;
  ports: { imap: number; imaps: number; pop3: number; pop3s: number; sieve: number; lmtp: number; submission: number; submissions: number };
  /** where Dovecot hands on what its Sieve answers, and what its submission service takes; null: nowhere */
  relayPort: number | null;
  /** Dovecot takes submissions, because Postfix does not */
  hasSubmission: boolean;
  messageSizeLimitBytes: number;
  more: string;
};

/**
 * dovecot.conf (2.3) of one instance: everything under one folder, every process under one unprivileged user, nothing slowed down on purpose
 * (no penalty after a refused login, no fsync), and each person in a file of their own, which is read at login and so needs no reload.
 */
export function dovecotConfig(input: DovecotConfigInput): string {
  const { dir, ports } = input;
  const protocols = ['imap', 'pop3', 'lmtp', 'sieve', ...(input.hasSubmission ? ['submission'] : [])];
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
instance_name = ${dir.split('/').at(-1)}
log_path = ${dir}/dovecot.log
protocols = ${protocols.join(' ')}
listen = 127.0.0.1
default_internal_user = ${input.owner.userName}
default_internal_group = ${input.owner.groupName}
default_login_user = ${input.owner.userName}
default_client_limit = 4000
default_process_limit = 1000
default_vsz_limit = 2G

ssl = ${input.tls ? 'yes' : 'no'}
ssl_cert = <${dir}/tls/server.crt
ssl_key = <${dir}/tls/server.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
auth_mechanisms = plain login scram-sha-256
auth_failure_delay = 0
auth_default_realm = ${input.domain}
auth_username_format = %Lu

first_valid_uid = 1
first_valid_gid = 1
mail_uid = ${input.owner.userName}
mail_gid = ${input.owner.groupName}
mail_location = sdbox:~/sdbox
mail_fsync = never
mail_max_userip_connections = 1000
mailbox_idle_check_interval = 1 secs
submission_max_mail_size = ${input.messageSizeLimitBytes}
${input.relayPort === null ? '' : `submission_host = 127.0.0.1:${input.relayPort}`}
${input.hasSubmission ? `submission_relay_host = 127.0.0.1\nsubmission_relay_port = ${input.relayPort}\nsubmission_relay_trusted = yes` : ''}
hostname = mail.${input.domain}
postmaster_address = postmaster@${input.domain}

passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${dir}/users/%u
}
userdb {
  driver = passwd-file
  args = username_format=%u ${dir}/users/%u
}

namespace inbox {
  inbox = yes
  separator = /
${['Drafts', 'Sent', 'Junk', 'Trash', 'Archive'].map((name) => `  mailbox ${name} {\n    special_use = \\${name}\n    auto = subscribe\n  }`).join('\n')}
}

protocol imap {
  imap_idle_notify_interval = 2 mins
${input.imapCapabilities === null ? '' : `  imap_capability = ${input.imapCapabilities.join(' ')}`}
}
protocol lmtp {
  mail_plugins = $mail_plugins sieve
}
plugin {
  sieve = file:~/sieve;active=~/.dovecot.sieve
}

service anvil {
  chroot =
  client_limit = 8000
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service ipc {
  chroot =
}
service old-stats {
  chroot =
}
service auth {
  client_limit = 8000
  unix_listener auth-sasl {
    mode = 0666
  }
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  chroot =
  service_count = 0
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = ${ports.pop3s}
    ssl = yes
  }
}
service managesieve-login {
  chroot =
  service_count = 0
  inet_listener sieve {
    port = ${ports.sieve}
  }
}
service submission-login {
  chroot =
  service_count = 0
  inet_listener submission {
    port = ${ports.submission}
  }
  inet_listener submissions {
    port = ${ports.submissions}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
${input.more}
`;
}
