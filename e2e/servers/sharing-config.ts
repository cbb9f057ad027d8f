/** Lines for dovecot.conf: what others share under `Shared/`, a public namespace, rights of RFC 4314, and a quota of 2 MB or 100 messages. */
export const sharingConfig = `
mail_plugins = $mail_plugins acl quota
protocol imap {
  mail_plugins = $mail_plugins imap_acl imap_quota
}
namespace shared {
  type = shared
  separator = /
  prefix = Shared/%%u/
  location = sdbox:%%h/sdbox:INDEXPVT=~/shared/%%u
  subscriptions = no
  list = children
}
namespace public {
  type = public
  separator = /
  prefix = Public/
  location = sdbox:~/../public-mail
  subscriptions = no
}
plugin {
  acl = vfile
  acl_shared_dict = file:%h/../../shared-mailboxes
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=2M
  quota_rule2 = *:messages=100
}
`;
