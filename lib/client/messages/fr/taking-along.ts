import type { takingAlong as english } from '../en/taking-along.ts';

export const takingAlong: Readonly<Record<keyof typeof english, string>> = {
  'export.action': 'Exporter…',
  'export.title': 'Exporter',
  'export.messages': '{count, plural, one {# message à exporter} other {# messages à exporter}}',
  'export.all': 'Tout ce que contient « {name} »',
  'export.format': 'Format',
  'export.mbox': 'Un seul fichier (mbox)',
  'export.mboxHint': 'La plupart des logiciels de messagerie savent l’importer.',
  'export.zip': 'Un ZIP de fichiers séparés (.eml)',
  'export.zipHint': 'Chaque message s’ouvre seul dans un logiciel de messagerie.',
  'export.do': 'Exporter',
  'export.preparing': 'Préparation…',
  'export.perAccount': 'Il y a un fichier par compte.',
  'export.begun': '{count, plural, one {# message en cours de téléchargement} other {# messages en cours de téléchargement}}',
  'export.begunText': 'Votre navigateur en montre l’avancement. Restez connecté jusqu’à la fin.',
  'export.failed': 'L’exportation a échoué',
  'export.nothing': 'Il n’y a aucun message à exporter.',
  'forward.asFiles': 'Transférer en pièces jointes',
  'forward.tooMany':
    'On peut transférer en pièces jointes au plus {most, plural, one {# message} other {# messages}} à la fois. Au-delà, exportez-les dans un fichier.',
};
