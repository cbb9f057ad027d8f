import type { administration as english } from '../en/administration.ts';

export const administration: Readonly<Record<keyof typeof english, string>> = {
  'administration.title': 'Para la administración',
  'administration.hint': 'Vale para todos en este Postern. Lo ves porque quien lo gestiona te ha nombrado (POSTERN_ADMINS).',
  'administration.windows': 'Ventanas de inicio de sesión de los proveedores',
  'administration.windowsHint':
    'Algunos proveedores solo dejan entrar a los programas por su propia ventana. Registra este Postern una vez con ellos; lo que te den va aquí.',
  'administration.state.none': 'Sin configurar',
  'administration.state.settings': 'Configurado',
  'administration.state.environment': 'Fijado por el entorno del servidor',
  'administration.setUp': 'Configurar',
  'administration.setUpNamed': 'Configurar {name}',
  'administration.change': 'Cambiar',
  'administration.changeNamed': 'Cambiar {name}',
  'administration.look': 'Ver',
  'administration.lookNamed': 'Ver {name}',
  'administration.windowOf': 'Ventana de inicio de sesión de {name}',
  'administration.redirect': 'Dirección de redirección',
  'administration.redirectHint': 'Te la pedirán al registrarte. Dala exactamente así.',
  'administration.clientId': 'ID de cliente',
  'administration.clientSecret': 'Secreto de cliente',
  'administration.secretNew': 'Se sella al guardarlo y no se vuelve a mostrar. Déjalo vacío si no te dieron ninguno.',
  'administration.secretKept': 'Hay uno; no se muestra. Déjalo vacío para conservarlo o escribe otro.',
  'administration.saved': '{name} se ofrece desde ahora.',
  'administration.remove': 'Quitar',
  'administration.removeTitle': '¿Quitar {name}?',
  'administration.removeText': 'Las cuentas que entran así se detienen hasta que vuelva a configurarse. No se pierde ningún correo.',
  'administration.removed': '{name} ya no se ofrece.',
  'administration.byEnvironment': 'Lo fija el entorno del servidor ({variable}), así que no se puede cambiar aquí.',
  'administration.openSite': 'Ir a {site}',
  'administration.howto.google':
    'En Google Cloud, crea un proyecto y activa la API de Gmail. En la pantalla de consentimiento añade el permiso https://mail.google.com/; después, en «Credenciales», crea un cliente OAuth de tipo «Aplicación web». Hasta que Google revise la pantalla de consentimiento solo entran los usuarios de prueba indicados allí.',
  'administration.howto.microsoft':
    'En Microsoft Entra, en «Registros de aplicaciones», registra una aplicación para cuentas de cualquier organización y cuentas personales, con la plataforma «Web». En «Permisos de API» añade los permisos delegados IMAP.AccessAsUser.All, POP.AccessAsUser.All y SMTP.Send. El ID de cliente es el «Id. de aplicación (cliente)»; el secreto es el valor que se muestra una sola vez en «Certificados y secretos».',
  'administration.howto.yahoo':
    'Yahoo solo abre el correo a un cliente tras una solicitud. Pide primero el acceso a IMAP y crea después una aplicación en Yahoo Developer Network con permiso para leer y escribir correo.',
  'administration.howto.aol': 'AOL pertenece a Yahoo: pide allí el acceso a IMAP. Necesita un cliente propio, aparte del de Yahoo.',
  'administration.howto.fastmail':
    'Fastmail registra los clientes a mano: escribe a sus desarrolladores con el nombre de tu Postern, su dirección y la dirección de redirección. Recibirás un ID de cliente; no hay secreto.',
  'administration.howto.yandex':
    'En Yandex OAuth crea una aplicación para un servicio web, con permiso para leer y borrar correo (mail:imap_full) y para enviarlo (mail:smtp).',
  'administration.howto.mailru': 'En Mail.ru crea una aplicación para un sitio web. Los permisos userinfo y mail.imap le abren el correo.',
  'administration.howto.other': 'Registra este Postern en el proveedor como aplicación web.',
  'administration.house': 'Proveedor de identidad de la casa',
  'administration.houseHint':
    'Keycloak, Authentik, Entra ID u otro que hable OpenID Connect: la gente inicia sesión allí y añade sus buzones aquí.',
  'administration.howto.house':
    'Registra allí este Postern como cliente web confidencial con el flujo de código de autorización; los permisos son openid y email.',
  'administration.issuer': 'Emisor',
  'administration.issuerHint': 'Su dirección, por ejemplo https://id.example.org/realms/casa',
  'administration.houseName': 'Nombre en el botón',
  'administration.linkEmail': 'Sus direcciones verificadas cuentan',
  'administration.linkEmailHint':
    'Quien tenga allí una dirección verificada entra como la persona que demostró aquí que ese buzón es suyo. Solo si confías en él para eso.',
  'administration.finding': 'Encontrar servidores de correo',
  'administration.database': 'Preguntar a la base en línea de Thunderbird cuando nada más conoce un dominio',
  'administration.databaseHint': 'autoconfig.thunderbird.net conoce entonces el dominio, nunca la dirección completa.',
};
