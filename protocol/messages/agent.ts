import type { Messages } from './index.ts';

export const agentMessages = {
  'agent.catalogue.unreadable': { fr: '{file} : illisible ({cause})', en: '{file}: cannot be read ({cause})' },
  'agent.catalogue.encoding': {
    fr: '{file} : ce n’est pas du {encoding} ; est-ce le bon fichier ?',
    en: '{file}: not {encoding}; is it the right file?',
  },
  'agent.catalogue.columns': {
    fr: '{file}, ligne {line} : colonnes manquantes ; le fichier est tronqué, ou ce n’est pas le bon',
    en: '{file}, line {line}: columns missing; the file was cut short, or is another one',
  },
  'agent.catalogue.unfinished': {
    fr: '{file} : la dernière ligne n’est pas finie ; le fichier est tronqué',
    en: '{file}: the last line is not finished; the file was cut short',
  },
  'agent.catalogue.too-short': {
    fr: '{file} : {rows} lignes utilisables, il en faut au moins {fewest} ; le fichier est tronqué, ou ce n’est pas le bon',
    en: '{file}: {rows} usable rows, at least {fewest} expected; the file was cut short, or is another one',
  },
  'agent.catalogue.shrunk': {
    fr: '{file} : {rows} présentations, contre {before} dans le catalogue en place ; le fichier est sans doute tronqué',
    en: '{file}: {rows} presentations, against {before} in the present catalogue; it was probably cut short',
  },
} as const satisfies Messages;
