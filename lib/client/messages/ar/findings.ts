import type { findings as english } from '../en/findings.ts';

export const findings: Readonly<Record<keyof typeof english, string>> = {
  'cause.The usual IMAP (RFC 3501).': 'بروتوكول IMAP المعتاد (RFC 3501).',
  'cause.The newer IMAP (RFC 9051).': 'بروتوكول IMAP الأحدث (RFC 9051).',
  'cause.New mail is told at once.': 'يُبلَّغ عن البريد الجديد فورًا.',
  'cause.News of every folder over one connection.': 'أخبار كل المجلدات عبر اتصال واحد.',
  'cause.Changed flags are found quickly.': 'يُعثر على العلامات المتغيّرة بسرعة.',
  'cause.What changed while away is found in one step.': 'يُعرف ما تغيّر أثناء الغياب بخطوة واحدة.',
  'cause.Messages are moved in one step.': 'تُنقل الرسائل بخطوة واحدة.',
  'cause.Where a copied message landed is known.': 'يُعرف أين استقرّت الرسالة المنسوخة.',
  'cause.Sent, Drafts, Trash … are marked.': 'المُرسَل والمسودات والمهملات وغيرها مُعلَّمة.',
  'cause.Searches answer briefly.': 'إجابات البحث موجزة.',
  'cause.The server can sort.': 'يستطيع الخادم الترتيب.',
  'cause.The server can group conversations.': 'يستطيع الخادم تجميع المحادثات.',
  'cause.How full the mailbox is can be asked.': 'يمكن السؤال عن مدى امتلاء الصندوق.',
  'cause.Folders can be shared.': 'يمكن مشاركة المجلدات.',
  'cause.Shared and public folders are told apart.': 'تُميَّز المجلدات المشتركة عن العامة.',
  'cause.Traffic can be compressed.': 'يمكن ضغط البيانات المنقولة.',
  'cause.Attachments come decoded.': 'تصل المرفقات مفكوكة الترميز.',
  'cause.The server makes the preview lines.': 'يُعدّ الخادم أسطر المعاينة.',
  'cause.Folders and their counts in one answer.': 'المجلدات وأعدادها في إجابة واحدة.',
  'cause.International names and addresses.': 'أسماء وعناوين دولية.',
  'cause.Signing in takes one step less.': 'يتطلب تسجيل الدخول خطوة أقل.',
  'cause.Gmail’s labels and conversations.': 'تصنيفات Gmail ومحادثاته.',
  'cause.Encryption can be switched on here.': 'يمكن تفعيل التشفير هنا.',
  'cause.No password is taken before encryption.': 'لا تُقبل كلمة مرور قبل التشفير.',
  'cause.The largest message that can be stored.': 'أكبر رسالة يمكن تخزينها.',
  'cause.Notes on folders can be stored.': 'يمكن تخزين ملاحظات على المجلدات.',
  'cause.Every message has a name that stays.': 'لكل رسالة اسم ثابت.',
  'cause.The beginning of a message can be read alone.': 'يمكن قراءة بداية الرسالة وحدها.',
  'cause.Commands need not wait for each other.': 'لا تنتظر الأوامر بعضها بعضًا.',
  'cause.Sign-in by name and password.': 'تسجيل الدخول بالاسم وكلمة المرور.',
  'cause.Refusals say why.': 'يُذكر سبب الرفض.',
  'cause.A wrong password is told from other trouble.': 'تُميَّز كلمة المرور الخاطئة عن المشكلات الأخرى.',
  'cause.How long messages are kept.': 'مدة الاحتفاظ بالرسائل.',
  'cause.Least time between two sign-ins.': 'أقل مدة بين تسجيلي دخول.',
  'cause.The largest message that is taken.': 'أكبر رسالة تُقبل.',
  'cause.Letters beyond ASCII need no re-coding.': 'لا حاجة إلى إعادة ترميز الحروف خارج ASCII.',
  'cause.International addresses.': 'عناوين دولية.',
  'cause.Delivery notices can be asked for.': 'يمكن طلب إشعارات التسليم.',
  'cause.Large messages are sent in pieces.': 'تُرسل الرسائل الكبيرة على أجزاء.',
  'cause.Encryption can be demanded for the whole way.': 'يمكن اشتراط التشفير على طول الطريق.',
  'cause.The server itself can send later.': 'يستطيع الخادم نفسه الإرسال لاحقًا.',
  'cause.The folder for sent mail.': 'مجلد البريد المُرسَل.',
  'cause.The folder for drafts.': 'مجلد المسودات.',
  'cause.The folder for deleted mail.': 'مجلد البريد المحذوف.',
  'cause.The folder for junk.': 'مجلد البريد المزعج.',
  'cause.The folder for archived mail.': 'مجلد البريد المؤرشف.',
  'cause.The folder for all mail.': 'مجلد كل البريد.',
  'cause.The folder for starred mail.': 'مجلد البريد المميّز بنجمة.',
  'cause.The mailbox is full.': 'الصندوق ممتلئ.',
  'cause.The mailbox is nearly full.': 'الصندوق شبه ممتلئ.',
  'cause.IPv6 does not work from here; IPv4 is used.': 'لا يعمل IPv6 من هنا، ويُستخدم IPv4.',
  'cause.The password crossed the network unencrypted.': 'عبرت كلمة المرور الشبكة دون تشفير.',
  'cause.The server would take a message from this address to itself. Nothing was sent.':
    'يقبل الخادم رسالة من هذا العنوان إلى نفسه. لم يُرسل شيء.',
  'cause.Good; TLS 1.3 would be newer.': 'جيد، وTLS 1.3 أحدث.',
  'cause.Not valid yet.': 'لم يبدأ سريانها بعد.',
  'cause.Expired {days} day ago.':
    'انتهت صلاحيتها منذ {days, plural, zero {# يوم} one {يوم واحد} two {يومين} few {# أيام} many {# يومًا} other {# يوم}}.',
  'cause.Expired {days} days ago.':
    'انتهت صلاحيتها منذ {days, plural, zero {# يوم} one {يوم واحد} two {يومين} few {# أيام} many {# يومًا} other {# يوم}}.',
  'cause.Runs out in {days} day: it should have been renewed by now.':
    'تنتهي بعد {days, plural, zero {# يوم} one {يوم واحد} two {يومين} few {# أيام} many {# يومًا} other {# يوم}}: كان ينبغي تجديدها.',
  'cause.Runs out in {days} days: it should have been renewed by now.':
    'تنتهي بعد {days, plural, zero {# يوم} one {يوم واحد} two {يومين} few {# أيام} many {# يومًا} other {# يوم}}: كان ينبغي تجديدها.',
  'cause.Signed by itself.': 'موقّعة من نفسها.',
  'cause.The name service did not answer, so nothing is known.': 'لم تجب خدمة الأسماء، فلا يُعرف شيء.',
  'cause.No mail server is named for this domain. Mail for it goes to the machine of the same name, if there is one.':
    'لم يُسمَّ خادم بريد لهذا النطاق. يذهب بريده إلى الجهاز الذي يحمل الاسم نفسه إن وُجد.',
  'cause.This domain says that it takes no mail.': 'يقول هذا النطاق إنه لا يقبل البريد.',
  'cause.Mail for this domain goes to this server.': 'يذهب بريد هذا النطاق إلى هذا الخادم.',
  'cause.Mail for this domain goes to these servers, the lowest number first.': 'يذهب بريد هذا النطاق إلى هذه الخوادم، الرقم الأصغر أولًا.',
  'cause.Nothing says which servers may send for this domain. Some receivers take that as a bad sign.':
    'لا شيء يبيّن أي الخوادم يجوز لها الإرسال باسم هذا النطاق. يعدّ بعض المستلمين ذلك علامة سيئة.',
  'cause.There are two of them. Receivers then count it as an error: only one may be published.':
    'يوجد اثنان. يعدّه المستلمون خطأ: لا يجوز نشر أكثر من واحد.',
  'cause.It allows the whole world to send for this domain.': 'يسمح للعالم كله بالإرسال باسم هذا النطاق.',
  'cause.It needs {lookups} look-ups; more than ten count as an error.': 'يحتاج إلى {lookups} استعلامًا، وما زاد على عشرة يُعدّ خطأ.',
  'cause.Says which servers may send for this domain; mail from others is to be refused.':
    'يحدّد أي الخوادم يجوز لها الإرسال باسم هذا النطاق، ويُرفض بريد غيرها.',
  'cause.Says which servers may send for this domain; mail from others is suspicious.':
    'يحدّد أي الخوادم يجوز لها الإرسال باسم هذا النطاق، وبريد غيرها مشبوه.',
  'cause.The rules stand at another name.': 'القواعد موجودة تحت اسم آخر.',
  'cause.It says which servers may send, but not what to do with mail from others.':
    'يحدّد أي الخوادم يجوز لها الإرسال، ولا يبيّن ما يُفعل ببريد غيرها.',
  'cause.No key under one of the usual names. There may be one under another: a signed message names it.':
    'لا مفتاح تحت أحد الأسماء المعتادة. قد يوجد تحت اسم آخر: الرسالة الموقّعة تذكره.',
  'cause.The keys that were found are withdrawn (empty).': 'المفاتيح التي وُجدت مسحوبة (فارغة).',
  'cause.Messages of this domain can be signed; receivers check them with this key.':
    'يمكن توقيع رسائل هذا النطاق، ويتحقق منها المستلمون بهذا المفتاح.',
  'cause.Nothing says what to do with mail that only pretends to come from this domain. Large providers ask for it.':
    'لا شيء يبيّن ما يُفعل بالبريد الذي يدّعي أنه من هذا النطاق. كبار المزوّدين يطلبون ذلك.',
  'cause.Mail that only pretends to come from this domain is to be refused.': 'يُرفض البريد الذي يدّعي أنه من هذا النطاق.',
  'cause.Mail that only pretends to come from this domain is to go to junk.': 'يُنقل البريد الذي يدّعي أنه من هذا النطاق إلى المزعج.',
  'cause.Forged mail is only reported, not refused.': 'يُبلَّغ عن البريد المزوّر فقط ولا يُرفض.',
  'cause.It has no readable wish (p=…), so receivers pass it over.': 'لا يحتوي على طلب مقروء (p=…)، فيتجاهله المستلمون.',
  'cause.Other servers may send mail to this domain unencrypted. Not usual yet, but good to have.':
    'يجوز لخوادم أخرى إرسال البريد إلى هذا النطاق دون تشفير. ليس شائعًا بعد، لكنه مفيد.',
  'cause.Other servers must encrypt and check the certificate when they send mail here.':
    'على الخوادم الأخرى التشفير والتحقق من الشهادة عند الإرسال إلى هنا.',
  'cause.It is announced, but its policy page cannot be read, so it does not work.': 'أُعلن عنه، لكن صفحة سياسته لا تُقرأ، فلا يعمل.',
  'cause.The policy is in mode “{mode}”: trouble is reported at most, not prevented.':
    'السياسة في وضع «{mode}»: يُبلَّغ عن المشكلات على الأكثر ولا تُمنع.',
  'cause.Other servers report where encryption failed when they sent mail here.':
    'تبلّغ الخوادم الأخرى أين فشل التشفير عند الإرسال إلى هنا.',
  'cause.Nobody is told when encryption fails on the way here. Only useful together with MTA-STS.':
    'لا يُبلَّغ أحد عند فشل التشفير في الطريق إلى هنا. لا يفيد إلا مع MTA-STS.',
  'cause.Mail programs cannot find the servers by themselves this way.': 'لا تستطيع برامج البريد العثور على الخوادم بنفسها بهذه الطريقة.',
  'cause.The domain says that it offers none of these services.': 'يقول النطاق إنه لا يقدّم أيًّا من هذه الخدمات.',
  'cause.Names the servers for mail programs; it says it does not offer {services}.':
    'يسمّي الخوادم لبرامج البريد، ويقول إنه لا يقدّم {services}.',
  'cause.Names the servers for mail programs.': 'يسمّي الخوادم لبرامج البريد.',
  'cause.Mail programs find their settings by themselves.': 'تعثر برامج البريد على إعداداتها بنفسها.',
  'cause.Mail programs must guess the settings, or know the provider.': 'على برامج البريد تخمين الإعدادات أو معرفة المزوّد.',
};
