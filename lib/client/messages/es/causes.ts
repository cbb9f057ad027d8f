import type { causes as english } from '../en/causes.ts';

export const causes: Readonly<Record<keyof typeof english, string>> = {
  'cause.Check the spelling of the server name.': 'Comprueba que el nombre del servidor esté bien escrito.',
  'cause.Try again in a few minutes.': 'Vuelve a intentarlo en unos minutos.',
  'cause.Choose the other encryption mode for this port, or the other port.':
    'Elige el otro modo de cifrado para este puerto o el otro puerto.',
  'cause.Please sign in': 'Inicia sesión',
  'cause.You are not signed in here, or the session has ended.': 'No has iniciado sesión aquí o la sesión ha terminado.',
  'cause.Sign in again.': 'Vuelve a iniciar sesión.',
  'cause.Not from this page': 'No viene de esta página',
  'cause.This came from another page or another address than this mail client\u2019s own.':
    'Esto vino de otra página u otra dirección que la de este programa de correo.',
  'cause.Open the mail client at its own address and try again.':
    'Abre el programa de correo en su propia dirección y vuelve a intentarlo.',
  'cause.Sign-in window needed': 'Hace falta la ventana de inicio de sesión',
  'cause.This provider lets other programs in only through its own sign-in window, not with a password.':
    'Este proveedor solo admite otros programas por su propia ventana de inicio de sesión, no con contraseña.',
  'cause.Use another mailbox for now, or switch on password access for mail programs at the provider.':
    'Usa otro buzón por ahora o activa en el proveedor el acceso con contraseña para programas de correo.',
  'cause.App password needed': 'Hace falta una contraseña de aplicación',
  'cause.This provider wants an app password or its own sign-in window. Your normal password does not open the mailbox for mail programs.':
    'Este proveedor pide una contraseña de aplicación o su propia ventana de inicio de sesión. Tu contraseña normal no abre el buzón a los programas de correo.',
  'cause.Make an app password in the security settings of your provider and enter it here.':
    'Crea una contraseña de aplicación en los ajustes de seguridad de tu proveedor y escríbela aquí.',
  'cause.Encryption first': 'Primero el cifrado',
  'cause.The server takes a password only over an encrypted connection.':
    'El servidor solo acepta una contraseña por una conexión cifrada.',
  'cause.Choose TLS or STARTTLS in the server settings.': 'Elige TLS o STARTTLS en los ajustes del servidor.',
  'cause.Mailbox busy': 'Buzón ocupado',
  'cause.The mailbox is open elsewhere too often, so the server takes no more connections.':
    'El buzón está abierto demasiadas veces en otros sitios, así que el servidor no acepta más conexiones.',
  'cause.Close other mail programs, or wait: it is tried again by itself.':
    'Cierra otros programas de correo o espera: se vuelve a intentar solo.',
  'cause.Temporary trouble at the provider': 'Problema temporal en el proveedor',
  'cause.The server is there but cannot help right now.': 'El servidor está ahí, pero ahora mismo no puede ayudar.',
  'cause.User name or password refused': 'Usuario o contraseña rechazados',
  'cause.The server does not accept this user name and password. With two-step sign-in an app password is needed.':
    'El servidor no acepta este usuario y esta contraseña. Con el inicio de sesión en dos pasos hace falta una contraseña de aplicación.',
  'cause.Check both; if two-step sign-in is on, make an app password at your provider.':
    'Comprueba ambos; si usas el inicio de sesión en dos pasos, crea una contraseña de aplicación en tu proveedor.',
  'cause.No sign-in offered': 'No se ofrece inicio de sesión',
  'cause.The server offers no way to sign in that can be used here.':
    'El servidor no ofrece ninguna forma de iniciar sesión que se pueda usar aquí.',
  'cause.Check the port: another one may be meant for signing in.': 'Comprueba el puerto: puede que haya otro para iniciar sesión.',
  'cause.The server could not prove itself': 'El servidor no pudo identificarse',
  'cause.It let us in without knowing your password, so it may be another server than it claims to be. Nothing was sent.':
    'Nos dejó entrar sin conocer tu contraseña, así que puede ser otro servidor del que dice ser. No se envió nada.',
  'cause.Try another network; if it stays, tell your provider.': 'Prueba con otra red; si sigue igual, avisa a tu proveedor.',
  'cause.No access for mail programs': 'Sin acceso para programas de correo',
  'cause.This provider has no open IMAP, POP3 or SMTP, so only its own app can read the mail.':
    'Este proveedor no tiene IMAP, POP3 ni SMTP abiertos, así que solo su propia aplicación puede leer el correo.',
  'cause.Only through a bridge': 'Solo a través de un puente',
  'cause.This provider has no open IMAP or SMTP; its bridge program on your own computer offers them there.':
    'Este proveedor no tiene IMAP ni SMTP abiertos; su programa puente en tu propio ordenador los ofrece allí.',
  'cause.With the bridge running on the machine of this server, enter its settings by hand.':
    'Con el puente en marcha en la máquina de este servidor, escribe sus ajustes a mano.',
  'cause.Servers not known': 'Servidores desconocidos',
  'cause.The mail servers of this address are not in our table.': 'Los servidores de correo de esta dirección no están en nuestra tabla.',
  'cause.Enter them by hand; your provider\u2019s help pages name them.':
    'Escríbelos a mano; las páginas de ayuda de tu proveedor los indican.',
  'cause.No encryption at this provider': 'Sin cifrado en este proveedor',
  'cause.The known settings of this provider send the password unencrypted. That is never done by itself.':
    'Los ajustes conocidos de este proveedor envían la contraseña sin cifrar. Eso nunca se hace por sí solo.',
  'cause.Try port 993 with TLS by hand, or ask the provider for encrypted access.':
    'Prueba a mano el puerto 993 con TLS o pide al proveedor un acceso cifrado.',
  'cause.This domain may not sign in here': 'Este dominio no puede iniciar sesión aquí',
  'cause.Whoever runs this server allows only certain mail domains.': 'Quien lleva este servidor solo permite ciertos dominios de correo.',
  'cause.Use an address of an allowed domain, or ask the operator.': 'Usa una dirección de un dominio permitido o pregunta al responsable.',
  'cause.No encryption offered': 'No se ofrece cifrado',
  'cause.The server offers no encryption here (or someone on the way removes it). The password was not sent.':
    'El servidor no ofrece cifrado aquí (o alguien por el camino lo quita). La contraseña no se envió.',
  'cause.Try the TLS port (993 for IMAP, 465 for SMTP).': 'Prueba el puerto de TLS (993 para IMAP, 465 para SMTP).',
  'cause.Connection tampered with': 'Conexión manipulada',
  'cause.Something was sent before the encryption began. The password was not sent.':
    'Se envió algo antes de empezar el cifrado. La contraseña no se envió.',
  'cause.TLS and STARTTLS are mixed up': 'TLS y STARTTLS están confundidos',
  'cause.TLS and STARTTLS are mixed up: the other mode is needed on this port.':
    'TLS y STARTTLS están confundidos: en este puerto hace falta el otro modo.',
  'cause.No TLS on this port': 'Sin TLS en este puerto',
  'cause.The server speaks without TLS here: use STARTTLS on this port or the TLS port.':
    'El servidor habla aquí sin TLS: usa STARTTLS en este puerto o el puerto de TLS.',
  'cause.The server stayed silent when encryption was begun: probably the other mode is needed.':
    'El servidor calló al empezar el cifrado: probablemente hace falta el otro modo.',
  'cause.Certificate out of date': 'Certificado fuera de plazo',
  'cause.Tell your provider. The password was not sent.': 'Avisa a tu proveedor. La contraseña no se envió.',
  'cause.Certificate for another name': 'Certificado de otro nombre',
  'cause.The certificate is for another name than this server\u2019s. Use the name in it or beware.':
    'El certificado es de otro nombre distinto al de este servidor. Usa el nombre que indica o ten cuidado.',
  'cause.Unknown certificate': 'Certificado desconocido',
  'cause.Nobody known has signed this certificate, so the server could be anyone\u2019s.':
    'Nadie conocido ha firmado este certificado, así que el servidor podría ser de cualquiera.',
  'cause.Ask the operator of the server for a certificate of a public authority.':
    'Pide al responsable del servidor un certificado de una autoridad pública.',
  'cause.Certificate cannot be checked': 'El certificado no se puede comprobar',
  'cause.The server left out an intermediate certificate, or an unknown authority signed it.':
    'El servidor omitió un certificado intermedio o lo firmó una autoridad desconocida.',
  'cause.Tell the operator of the server.': 'Avisa al responsable del servidor.',
  'cause.Outdated encryption': 'Cifrado anticuado',
  'cause.The server only offers outdated encryption.': 'El servidor solo ofrece un cifrado anticuado.',
  'cause.Tell your provider.': 'Avisa a tu proveedor.',
  'cause.No safe connection': 'Sin conexión segura',
  'cause.The encrypted connection could not be set up, so nothing was sent.':
    'No se pudo establecer la conexión cifrada, así que no se envió nada.',
  'cause.Unknown host name': 'Nombre de servidor desconocido',
  'cause.This host name does not exist. Check the spelling.': 'Este nombre de servidor no existe. Comprueba cómo está escrito.',
  'cause.Name service silent': 'El servicio de nombres no responde',
  'cause.The name service did not answer. Try again later.': 'El servicio de nombres no respondió. Vuelve a intentarlo más tarde.',
  'cause.This domain takes no mail': 'Este dominio no recibe correo',
  'cause.This domain says it takes no mail.': 'Este dominio dice que no recibe correo.',
  'cause.Check the address.': 'Comprueba la dirección.',
  'cause.Service not offered': 'Servicio no ofrecido',
  'cause.This domain says it does not offer this service.': 'Este dominio dice que no ofrece este servicio.',
  'cause.Nothing listens there': 'Allí no escucha nadie',
  'cause.The machine is there, but nothing listens on this port.': 'La máquina está ahí, pero nada escucha en este puerto.',
  'cause.Check the port.': 'Comprueba el puerto.',
  'cause.No answer': 'Sin respuesta',
  'cause.No answer: firewall, wrong host, or the port is blocked (25 often is).':
    'Sin respuesta: cortafuegos, servidor equivocado o puerto bloqueado (el 25 suele estarlo).',
  'cause.Check host and port.': 'Comprueba el servidor y el puerto.',
  'cause.The server stays silent': 'El servidor calla',
  'cause.The connection stands, but the server says nothing.': 'La conexión está, pero el servidor no dice nada.',
  'cause.Many networks block port 25; 587 or 465 are for sending.':
    'Muchas redes bloquean el puerto 25; para enviar están el 587 o el 465.',
  'cause.The connection stands, but the server says nothing. TLS and STARTTLS may be mixed up: the other mode is needed then.':
    'La conexión está, pero el servidor no dice nada. Puede que TLS y STARTTLS estén confundidos: entonces hace falta el otro modo.',
  'cause.No way there': 'No hay camino hasta allí',
  'cause.This machine has no way to the server\u2019s address.': 'Esta máquina no tiene camino hasta la dirección del servidor.',
  'cause.Check the network of the machine that runs this mail client.':
    'Comprueba la red de la máquina donde funciona este programa de correo.',
  'cause.The server hangs up': 'El servidor cuelga',
  'cause.The server hangs up at once: blocked address or wrong port.':
    'El servidor cuelga enseguida: dirección bloqueada o puerto equivocado.',
  'cause.Another kind of server': 'Otro tipo de servidor',
  'cause.A server of another kind answers on this port (IMAP, POP3 and SMTP have different ports).':
    'En este puerto responde otro tipo de servidor (IMAP, POP3 y SMTP tienen puertos distintos).',
  'cause.This server cannot be reached': 'No se puede acceder a este servidor',
  'cause.The address is not one that this installation may connect to.': 'Esta instalación no puede conectarse a esa dirección.',
  'cause.Check host and port; the operator can allow private networks.':
    'Comprueba el servidor y el puerto; el responsable puede permitir redes privadas.',
  'cause.Not known whether it was sent': 'No se sabe si se envió',
  'cause.The server took the message but never confirmed it. Unknown whether it was sent; it is being looked up.':
    'El servidor recibió el mensaje pero nunca lo confirmó. No se sabe si se envió; se está comprobando.',
  'cause.Look into Sent or ask the recipient before sending it again.':
    'Mira en Enviados o pregunta al destinatario antes de volver a enviarlo.',
  'cause.Not your outgoing server': 'No es tu servidor de salida',
  'cause.The server will not pass on mail: sign in first, or this is not your outgoing server.':
    'El servidor no reenvía correo: inicia sesión primero o no es tu servidor de salida.',
  'cause.Check the outgoing server in the settings.': 'Comprueba el servidor de salida en los ajustes.',
  'cause.Sender not allowed': 'Remitente no permitido',
  'cause.You may not use this sender address.': 'No puedes usar esta dirección de remitente.',
  'cause.Choose another sender address.': 'Elige otra dirección de remitente.',
  'cause.No such mailbox': 'No existe ese buzón',
  'cause.No such mailbox: the address does not exist at that provider.': 'No existe ese buzón: la dirección no existe en ese proveedor.',
  'cause.No such domain': 'No existe ese dominio',
  'cause.No such domain: the part after the @ does not exist.': 'No existe ese dominio: la parte tras la @ no existe.',
  'cause.That domain takes no mail': 'Ese dominio no recibe correo',
  'cause.That domain takes no mail.': 'Ese dominio no recibe correo.',
  'cause.Mailbox full': 'Buzón lleno',
  'cause.The mailbox is full.': 'El buzón está lleno.',
  'cause.Something must be deleted there first.': 'Primero hay que borrar algo allí.',
  'cause.Message too big': 'Mensaje demasiado grande',
  'cause.The message is too big for the server.': 'El mensaje es demasiado grande para el servidor.',
  'cause.Send fewer or smaller attachments.': 'Envía menos adjuntos o más pequeños.',
  'cause.Come back later': 'Volver más tarde',
  'cause.The server asks to come back later (greylisting); it is retried.':
    'El servidor pide volver más tarde (lista gris); se vuelve a intentar.',
  'cause.Sender\u2019s domain not proven': 'Dominio del remitente sin probar',
  'cause.Refused: the sender\u2019s domain proof (SPF, DKIM, DMARC) failed.':
    'Rechazado: falló la prueba del dominio del remitente (SPF, DKIM, DMARC).',
  'cause.The operator of your mail domain must mend this.': 'Lo tiene que arreglar el responsable de tu dominio de correo.',
  'cause.Encryption all the way cannot be promised': 'No se puede prometer el cifrado todo el camino',
  'cause.The message was to go over encrypted connections only, and a server on its way cannot promise that. It was not sent.':
    'El mensaje debía ir solo por conexiones cifradas y un servidor del camino no puede prometerlo. No se envió.',
  'cause.Send it without that wish, or by another way.': 'Envíalo sin ese requisito o por otro camino.',
  'cause.International address': 'Dirección internacional',
  'cause.The server cannot handle this international address.': 'El servidor no puede tratar esta dirección internacional.',
  'cause.Ask for an address in plain letters.': 'Pide una dirección con letras simples.',
  'cause.Sign-in not possible now': 'Ahora no se puede iniciar sesión',
  'cause.The server did not let us in, for another reason than the password.':
    'El servidor no nos dejó entrar por otra razón que la contraseña.',
  'cause.Connection lost': 'Se perdió la conexión',
  'cause.The connection to the server broke.': 'Se cortó la conexión con el servidor.',
  'cause.The server says: later': 'El servidor dice: más tarde',
  'cause.The server cannot do this right now; it is tried again.': 'El servidor no puede hacerlo ahora; se vuelve a intentar.',
  'cause.Unexpected answer': 'Respuesta inesperada',
  'cause.The server said something that makes no sense here.': 'El servidor dijo algo que aquí no tiene sentido.',
  'cause.Refused by the server': 'Rechazado por el servidor',
  'cause.The server refused this.': 'El servidor lo rechazó.',
  'cause.Not allowed': 'No permitido',
  'cause.You do not have the right to do this.': 'No tienes permiso para hacer esto.',
  'cause.Not found': 'No se encontró',
  'cause.This does not exist (any more).': 'Esto no existe (o ya no).',
  'cause.Already there': 'Ya existe',
  'cause.Something of this name exists already.': 'Ya existe algo con este nombre.',
  'cause.Mailbox changed': 'El buzón cambió',
  'cause.The mailbox was rebuilt on the server; it is being read anew.':
    'El buzón se reconstruyó en el servidor; se está leyendo de nuevo.',
  'cause.That is this account': 'Es esta misma cuenta',
  'cause.This account has that address itself.': 'Esta misma cuenta tiene esa dirección.',
  'cause.Enter the address of somebody else.': 'Escribe la dirección de otra persona.',
  'cause.Cannot share with this address': 'No se puede compartir con esta dirección',
  'cause.An account can be shared with addresses of its own domain, and of mail providers that are known here: only there it is sure whose address it is.':
    'Una cuenta se puede compartir con direcciones de su propio dominio y de proveedores conocidos aquí: solo allí es seguro de quién es la dirección.',
  'cause.Check the spelling of the address.': 'Comprueba cómo está escrita la dirección.',
  'cause.Shared too often': 'Se comparte demasiadas veces',
  'cause.This account is shared with as many addresses as it can be.': 'Esta cuenta ya se comparte con todas las direcciones posibles.',
  'cause.End another share first.': 'Deja primero de compartirla con otra.',
  'cause.Not understood': 'No se entendió',
  'cause.Something in this request is not right.': 'Algo en esta petición no está bien.',
  'cause.Check what you entered.': 'Comprueba lo que escribiste.',
  'cause.Message unreadable': 'Mensaje ilegible',
  'cause.The server cannot deliver this message.': 'El servidor no puede entregar este mensaje.',
  'cause.Stopped': 'Detenido',
  'cause.This was stopped before it was done.': 'Se detuvo antes de terminar.',
  'cause.Too many tries': 'Demasiados intentos',
  'cause.There were too many tries in a short time.': 'Hubo demasiados intentos en poco tiempo.',
  'cause.Wait a little, then try again.': 'Espera un poco y vuelve a intentarlo.',
  'cause.Disk full': 'Disco lleno',
  'cause.The disk of this mail client is full, so nothing can be stored. Your mail stays where it is.':
    'El disco de este programa de correo está lleno, así que no se puede guardar nada. Tu correo sigue donde está.',
  'cause.Make room on the disk, or tell the operator; then it goes on by itself.':
    'Libera espacio en el disco o avisa al responsable; entonces sigue solo.',
  'cause.Storage trouble': 'Problema de almacenamiento',
  'cause.The server of this mail client cannot store or read its data.':
    'El servidor de este programa de correo no puede guardar o leer sus datos.',
  'cause.Tell its operator.': 'Avisa a su responsable.',
  'cause.Something went wrong': 'Algo salió mal',
  'cause.Something went wrong here, not with your mail.': 'Algo salió mal aquí, no con tu correo.',
  'cause.Try again; if it stays, tell the operator.': 'Vuelve a intentarlo; si sigue igual, avisa al responsable.',
  'cause.The certificate is out of date; the provider must renew it.': 'El certificado está fuera de plazo; el proveedor debe renovarlo.',
  'cause.The certificate is out of date (from {from} to {to}); the provider must renew it.':
    'El certificado está fuera de plazo (del {from} al {to}); el proveedor debe renovarlo.',
  'cause.The certificate is for {name}, not for {host}. Use that name or beware.':
    'El certificado es de {name}, no de {host}. Usa ese nombre o ten cuidado.',
  'cause.This is a server for {speaks}, not for {wanted}.': 'Es un servidor de {speaks}, no de {wanted}.',
  'cause.The message is too big (limit {limit}).': 'El mensaje es demasiado grande (límite {limit}).',
  'cause.Sign in again at your provider': 'Vuelve a iniciar sesión con tu proveedor',
  'cause.Your provider has ended this connection and wants to see you again in its own window. Nothing is lost: what you wrote waits here and is sent afterwards.':
    'Tu proveedor ha terminado esta conexión y quiere que vuelvas a entrar en su propia ventana. No se pierde nada: lo que escribiste espera aquí y se envía después.',
  'cause.Press “Sign in again”.': 'Pulsa «Iniciar sesión de nuevo».',
  'cause.Access was not granted': 'No se concedió el acceso',
  'cause.At the provider’s window the access to your mailbox was refused, so it cannot be opened here.':
    'En la ventana del proveedor se rechazó el acceso a tu buzón, así que no se puede abrir aquí.',
  'cause.Try again and agree there, or use a password if your provider takes one.':
    'Inténtalo de nuevo y acepta allí, o usa una contraseña si tu proveedor la admite.',
  'cause.The provider does not know this mail client': 'El proveedor no conoce este cliente de correo',
  'cause.Your provider refuses this installation of the mail client as a program; this has nothing to do with you.':
    'Tu proveedor rechaza esta instalación del cliente de correo; no tiene nada que ver contigo.',
  'cause.Tell the operator of this mail client.': 'Avisa a quien administra este cliente de correo.',
  'cause.The provider’s answer is not right': 'La respuesta del proveedor no es correcta',
  'cause.The sign-in window of the provider gave an answer that cannot be used.':
    'La ventana de inicio de sesión del proveedor dio una respuesta que no se puede usar.',
  'cause.That took too long': 'Tardó demasiado',
  'cause.The way to your provider and back was begun in another window, or too long ago. Nothing was changed.':
    'El paso por tu proveedor se empezó en otra ventana, o hace demasiado tiempo. No se cambió nada.',
  'cause.Begin again.': 'Empieza de nuevo.',
  'cause.Another mailbox': 'Otro buzón',
  'cause.At the provider’s window another mailbox was chosen than the one entered here.':
    'En la ventana del proveedor se eligió otro buzón que el escrito aquí.',
  'cause.Begin again, and choose the same mailbox there.': 'Empieza de nuevo y elige allí el mismo buzón.',
  'cause.Not known here': 'No se conoce aquí',
  'cause.The sign-in worked, but it does not say which person of this house you are.':
    'El inicio de sesión funcionó, pero no dice qué persona de esta casa eres.',
  'cause.Tell the operator.': 'Avisa a quien lo administra.',
};
