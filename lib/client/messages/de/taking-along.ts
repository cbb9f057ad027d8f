import type { takingAlong as english } from '../en/taking-along.ts';

export const takingAlong: Readonly<Record<keyof typeof english, string>> = {
  'export.action': 'Exportieren …',
  'export.title': 'Exportieren',
  'export.messages': '{count, plural, one {# Nachricht} other {# Nachrichten}}',
  'export.all': 'Alles in „{name}“',
  'export.format': 'Als',
  'export.mbox': 'Eine Datei (mbox)',
  'export.mboxHint': 'Die meisten E-Mail-Programme können sie einlesen.',
  'export.zip': 'ZIP mit einzelnen Dateien (.eml)',
  'export.zipHint': 'Jede Nachricht lässt sich einzeln in einem E-Mail-Programm öffnen.',
  'export.do': 'Exportieren',
  'export.preparing': 'Wird vorbereitet …',
  'export.perAccount': 'Für jedes Konto entsteht eine eigene Datei.',
  'export.begun': '{count, plural, one {# Nachricht wird heruntergeladen} other {# Nachrichten werden heruntergeladen}}',
  'export.begunText': 'Wie weit es ist, zeigt Ihr Browser. Bleiben Sie angemeldet, bis er fertig ist.',
  'export.failed': 'Das Exportieren hat nicht geklappt',
  'export.nothing': 'Darin liegt keine Nachricht.',
  'forward.asFiles': 'Als Anhänge weiterleiten',
  'forward.tooMany':
    'Als Anhänge lassen sich höchstens {most, plural, one {# Nachricht} other {# Nachrichten}} auf einmal weiterleiten. Exportieren Sie mehr davon als Datei.',
};
