import type { findings as english } from '../en/findings.ts';

export const findings: Readonly<Record<keyof typeof english, string>> = {
  'cause.The usual IMAP (RFC 3501).': 'El IMAP habitual (RFC 3501).',
  'cause.The newer IMAP (RFC 9051).': 'El IMAP más nuevo (RFC 9051).',
  'cause.New mail is told at once.': 'El correo nuevo se anuncia al momento.',
  'cause.News of every folder over one connection.': 'Novedades de todas las carpetas por una sola conexión.',
  'cause.Changed flags are found quickly.': 'Las marcas cambiadas se encuentran enseguida.',
  'cause.What changed while away is found in one step.': 'Lo que cambió mientras tanto se encuentra en un paso.',
  'cause.Messages are moved in one step.': 'Los mensajes se mueven en un paso.',
  'cause.Where a copied message landed is known.': 'Se sabe dónde acabó un mensaje copiado.',
  'cause.Sent, Drafts, Trash … are marked.': 'Enviados, Borradores, Papelera… están señalados.',
  'cause.Searches answer briefly.': 'Las búsquedas se responden con brevedad.',
  'cause.The server can sort.': 'El servidor sabe ordenar.',
  'cause.The server can group conversations.': 'El servidor sabe agrupar conversaciones.',
  'cause.How full the mailbox is can be asked.': 'Se puede preguntar cuánto ocupa el buzón.',
  'cause.Folders can be shared.': 'Las carpetas se pueden compartir.',
  'cause.Shared and public folders are told apart.': 'Se distinguen las carpetas compartidas y las públicas.',
  'cause.Traffic can be compressed.': 'El tráfico se puede comprimir.',
  'cause.Attachments come decoded.': 'Los adjuntos llegan decodificados.',
  'cause.The server makes the preview lines.': 'El servidor hace las líneas de vista previa.',
  'cause.Folders and their counts in one answer.': 'Las carpetas y sus recuentos en una respuesta.',
  'cause.International names and addresses.': 'Nombres y direcciones internacionales.',
  'cause.Signing in takes one step less.': 'Iniciar sesión lleva un paso menos.',
  'cause.Gmail’s labels and conversations.': 'Etiquetas y conversaciones de Gmail.',
  'cause.Encryption can be switched on here.': 'Aquí se puede activar el cifrado.',
  'cause.No password is taken before encryption.': 'No se acepta contraseña antes del cifrado.',
  'cause.The largest message that can be stored.': 'El mensaje más grande que se puede guardar.',
  'cause.Notes on folders can be stored.': 'Se pueden guardar notas sobre las carpetas.',
  'cause.Every message has a name that stays.': 'Cada mensaje tiene un nombre que no cambia.',
  'cause.The beginning of a message can be read alone.': 'Se puede leer solo el comienzo de un mensaje.',
  'cause.Commands need not wait for each other.': 'Las órdenes no tienen que esperarse.',
  'cause.Sign-in by name and password.': 'Inicio de sesión con nombre y contraseña.',
  'cause.Refusals say why.': 'Los rechazos dicen por qué.',
  'cause.A wrong password is told from other trouble.': 'Una contraseña errónea se distingue de otros problemas.',
  'cause.How long messages are kept.': 'Cuánto tiempo se guardan los mensajes.',
  'cause.Least time between two sign-ins.': 'Tiempo mínimo entre dos inicios de sesión.',
  'cause.The largest message that is taken.': 'El mensaje más grande que se acepta.',
  'cause.Letters beyond ASCII need no re-coding.': 'Las letras fuera de ASCII no hay que recodificarlas.',
  'cause.International addresses.': 'Direcciones internacionales.',
  'cause.Delivery notices can be asked for.': 'Se pueden pedir avisos de entrega.',
  'cause.Large messages are sent in pieces.': 'Los mensajes grandes se envían por partes.',
  'cause.Encryption can be demanded for the whole way.': 'Se puede exigir cifrado en todo el camino.',
  'cause.The server itself can send later.': 'El propio servidor puede enviar más tarde.',
  'cause.The folder for sent mail.': 'La carpeta del correo enviado.',
  'cause.The folder for drafts.': 'La carpeta de borradores.',
  'cause.The folder for deleted mail.': 'La carpeta del correo eliminado.',
  'cause.The folder for junk.': 'La carpeta de correo no deseado.',
  'cause.The folder for archived mail.': 'La carpeta del correo archivado.',
  'cause.The folder for all mail.': 'La carpeta de todo el correo.',
  'cause.The folder for starred mail.': 'La carpeta del correo destacado.',
  'cause.The mailbox is full.': 'El buzón está lleno.',
  'cause.The mailbox is nearly full.': 'El buzón está casi lleno.',
  'cause.IPv6 does not work from here; IPv4 is used.': 'IPv6 no funciona desde aquí; se usa IPv4.',
  'cause.The password crossed the network unencrypted.': 'La contraseña cruzó la red sin cifrar.',
  'cause.The server would take a message from this address to itself. Nothing was sent.':
    'El servidor aceptaría un mensaje de esta dirección a sí misma. No se ha enviado nada.',
  'cause.Good; TLS 1.3 would be newer.': 'Bien; TLS 1.3 sería más nuevo.',
  'cause.Not valid yet.': 'Aún no es válido.',
  'cause.Expired {days} day ago.': 'Caducó hace {days} día.',
  'cause.Expired {days} days ago.': 'Caducó hace {days} días.',
  'cause.Runs out in {days} day: it should have been renewed by now.': 'Caduca en {days} día: ya debería estar renovado.',
  'cause.Runs out in {days} days: it should have been renewed by now.': 'Caduca en {days} días: ya debería estar renovado.',
  'cause.Signed by itself.': 'Firmado por sí mismo.',
  'cause.The name service did not answer, so nothing is known.': 'El servicio de nombres no respondió, así que no se sabe nada.',
  'cause.No mail server is named for this domain. Mail for it goes to the machine of the same name, if there is one.':
    'No se nombra ningún servidor de correo para este dominio. El correo va a la máquina del mismo nombre, si la hay.',
  'cause.This domain says that it takes no mail.': 'Este dominio dice que no acepta correo.',
  'cause.Mail for this domain goes to this server.': 'El correo de este dominio va a este servidor.',
  'cause.Mail for this domain goes to these servers, the lowest number first.':
    'El correo de este dominio va a estos servidores, primero el número más bajo.',
  'cause.Nothing says which servers may send for this domain. Some receivers take that as a bad sign.':
    'Nada dice qué servidores pueden enviar por este dominio. Algunos receptores lo toman como mala señal.',
  'cause.There are two of them. Receivers then count it as an error: only one may be published.':
    'Hay dos. Los receptores lo cuentan como error: solo puede publicarse uno.',
  'cause.It allows the whole world to send for this domain.': 'Permite que cualquiera envíe por este dominio.',
  'cause.It needs {lookups} look-ups; more than ten count as an error.': 'Necesita {lookups} consultas; más de diez cuentan como error.',
  'cause.Says which servers may send for this domain; mail from others is to be refused.':
    'Dice qué servidores pueden enviar por este dominio; el correo de otros debe rechazarse.',
  'cause.Says which servers may send for this domain; mail from others is suspicious.':
    'Dice qué servidores pueden enviar por este dominio; el correo de otros es sospechoso.',
  'cause.The rules stand at another name.': 'Las reglas están en otro nombre.',
  'cause.It says which servers may send, but not what to do with mail from others.':
    'Dice qué servidores pueden enviar, pero no qué hacer con el correo de otros.',
  'cause.No key under one of the usual names. There may be one under another: a signed message names it.':
    'No hay clave con ninguno de los nombres habituales. Puede haberla con otro: un mensaje firmado lo nombra.',
  'cause.The keys that were found are withdrawn (empty).': 'Las claves encontradas están retiradas (vacías).',
  'cause.Messages of this domain can be signed; receivers check them with this key.':
    'Los mensajes de este dominio pueden ir firmados; los receptores los comprueban con esta clave.',
  'cause.Nothing says what to do with mail that only pretends to come from this domain. Large providers ask for it.':
    'Nada dice qué hacer con el correo que solo finge venir de este dominio. Los grandes proveedores lo piden.',
  'cause.Mail that only pretends to come from this domain is to be refused.':
    'El correo que solo finge venir de este dominio debe rechazarse.',
  'cause.Mail that only pretends to come from this domain is to go to junk.':
    'El correo que solo finge venir de este dominio debe ir a no deseados.',
  'cause.Forged mail is only reported, not refused.': 'El correo falsificado solo se notifica, no se rechaza.',
  'cause.It has no readable wish (p=…), so receivers pass it over.':
    'No tiene un deseo legible (p=…), así que los receptores lo pasan por alto.',
  'cause.Other servers may send mail to this domain unencrypted. Not usual yet, but good to have.':
    'Otros servidores pueden enviar a este dominio sin cifrar. Aún no es habitual, pero conviene tenerlo.',
  'cause.Other servers must encrypt and check the certificate when they send mail here.':
    'Los demás servidores deben cifrar y comprobar el certificado al enviar aquí.',
  'cause.It is announced, but its policy page cannot be read, so it does not work.':
    'Está anunciado, pero su página de política no se puede leer, así que no funciona.',
  'cause.The policy is in mode “{mode}”: trouble is reported at most, not prevented.':
    'La política está en modo «{mode}»: los problemas como mucho se notifican, no se evitan.',
  'cause.Other servers report where encryption failed when they sent mail here.':
    'Los demás servidores notifican dónde falló el cifrado al enviar aquí.',
  'cause.Nobody is told when encryption fails on the way here. Only useful together with MTA-STS.':
    'Nadie se entera si falla el cifrado en el camino. Solo sirve junto con MTA-STS.',
  'cause.Mail programs cannot find the servers by themselves this way.':
    'Los programas de correo no encuentran así los servidores por sí mismos.',
  'cause.The domain says that it offers none of these services.': 'El dominio dice que no ofrece ninguno de estos servicios.',
  'cause.Names the servers for mail programs; it says it does not offer {services}.':
    'Nombra los servidores para los programas de correo; dice que no ofrece {services}.',
  'cause.Names the servers for mail programs.': 'Nombra los servidores para los programas de correo.',
  'cause.Mail programs find their settings by themselves.': 'Los programas de correo encuentran sus ajustes por sí mismos.',
  'cause.Mail programs must guess the settings, or know the provider.':
    'Los programas de correo tienen que adivinar los ajustes o conocer al proveedor.',
};
