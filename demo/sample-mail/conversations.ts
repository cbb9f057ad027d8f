import type { CastName } from './people.ts';

/** One conversation of the first person. `me` is that person, `sam` the other one of the pair. Hours count back from now. */
export type Conversation = {
  subject: string;
  mailbox?: 'INBOX' | 'Archive' | 'Projects' | 'Travel';
  cc?: CastName[];
  unread?: boolean;
  starred?: boolean;
  attach?: 'floor-plan' | 'photo' | 'invoice' | 'itinerary' | 'notes';
  turns: { from: CastName | 'me' | 'sam'; hoursAgo: number; text: string }[];
};

export const conversations: Conversation[] = [
  {
    subject: 'Harbour house: colours for the ground floor',
    cc: ['tomas'],
    unread: true,
    starred: true,
    attach: 'floor-plan',
    turns: [
      {
        from: 'maya',
        hoursAgo: 76,
        text: 'Hi Alex,\n\nI put the three palettes on the plan (attached). My favourite is the second one: chalk walls, dark oak, and the old green for the doors.\n\nWhat do you think?\n\nMaya',
      },
      {
        from: 'me',
        hoursAgo: 73,
        text: 'The green! It was on the shutters in the old photographs, wasn’t it?\n\nI would keep the hall lighter, it only gets the morning sun.\n\nAlex',
      },
      {
        from: 'tomas',
        hoursAgo: 52,
        text: 'Green doors are fine with the heritage office, I asked. They want a sample on wood before we order, though.\n\nTomás',
      },
      {
        from: 'maya',
        hoursAgo: 3,
        text: 'Sample is drying on my window sill. I will bring it on Thursday, together with the tiles for the kitchen.\n\nCan we meet at the house at ten?\n\nMaya',
      },
    ],
  },
  {
    subject: 'Dinner on Saturday?',
    unread: true,
    turns: [
      {
        from: 'ben',
        hoursAgo: 30,
        text: 'We found a place by the canal that does nothing but dumplings. Saturday, seven-ish? Bring Sam if you like.\n\nBen',
      },
      { from: 'me', hoursAgo: 28, text: 'Count us in. Sam says only if there is chilli oil.' },
      { from: 'ben', hoursAgo: 5, text: 'There are four kinds of chilli oil. Table is booked for half past seven.\n\nBen' },
    ],
  },
  {
    subject: 'Welcome to Postern',
    unread: true,
    turns: [
      {
        from: 'sam',
        hoursAgo: 1,
        text: 'Hi Alex,\n\nthis is the demo mailbox. Everything in it is made up, and nothing you do here leaves this computer.\n\nA few things to try:\n\n  *  press j and k to walk through the list, o to open, e to archive, z to undo\n  *  write me a message: switch to my account at the top left and watch it arrive\n  *  press / and search for “green doors”\n  *  press ? for all keys\n\nHave fun,\nSam',
      },
    ],
  },
  {
    subject: 'Book club: November',
    turns: [
      {
        from: 'nora',
        hoursAgo: 200,
        text: 'Dear all,\n\nwe voted: it is “The Summer Book”. Six votes to three. We meet on the 26th in the reading room, the one with the squeaky door.\n\nNora',
      },
      { from: 'me', hoursAgo: 190, text: 'Lovely choice. I can bring cake, if the library looks the other way.' },
      { from: 'nora', hoursAgo: 188, text: 'The library is known to look out of the window from four to five.\n\nNora' },
      { from: 'priya', hoursAgo: 122, text: 'I only have the Swedish edition. Does anybody read aloud?\n\nPriya' },
      {
        from: 'nora',
        hoursAgo: 26,
        text: 'Two copies are on hold at the desk under “Book club”. Reading aloud is of course welcome.\n\nNora',
      },
    ],
  },
  {
    subject: 'Angebot Eichentüren',
    mailbox: 'INBOX',
    attach: 'invoice',
    turns: [
      {
        from: 'jonas',
        hoursAgo: 96,
        text: 'Guten Tag Alex,\n\nanbei das Angebot für die fünf Türen in Eiche, geölt, mit den alten Beschlägen. Die Lieferzeit beträgt etwa sechs Wochen.\n\nHerzliche Grüße\nJonas Weber',
      },
      {
        from: 'me',
        hoursAgo: 80,
        text: 'Hallo Jonas,\n\nvielen Dank. Könnten Sie die Haustür in Grün grundieren? Maya bringt Ihnen das Farbmuster.\n\nGrüße\nAlex',
      },
      {
        from: 'jonas',
        hoursAgo: 44,
        text: 'Das machen wir gern, ohne Aufpreis. Ich brauche das Muster bis Ende der Woche.\n\nJonas Weber',
      },
    ],
  },
  {
    subject: 'Les carreaux de la cuisine',
    turns: [
      {
        from: 'claire',
        hoursAgo: 140,
        text: 'Bonjour Alex,\n\nles carreaux sont arrivés. Deux caisses sont un peu plus claires que l’échantillon, mais à la lumière du soir on ne voit pas la différence. Voulez-vous passer à l’atelier ?\n\nBien à vous,\nClaire',
      },
      { from: 'me', hoursAgo: 130, text: 'Bonjour Claire,\n\navec plaisir. Jeudi après-midi ?\n\nAlex' },
      { from: 'claire', hoursAgo: 118, text: 'Jeudi à quinze heures, c’est noté.\n\nClaire' },
    ],
  },
  {
    subject: '京都の写真',
    attach: 'photo',
    turns: [
      {
        from: 'yuki',
        hoursAgo: 60,
        text: 'アレックスさん\n\n先週の京都の写真を一枚送ります。紅葉がちょうど見ごろでした。\n次に来るときは、ぜひ一緒に行きましょう。\n\n由紀',
      },
      { from: 'me', hoursAgo: 55, text: '由紀さん\n\nとてもきれいですね。来年の秋を楽しみにしています。\n\nアレックス' },
    ],
  },
  {
    subject: 'دعوة إلى معرض الخط',
    turns: [
      {
        from: 'layla',
        hoursAgo: 84,
        text: 'مرحباً أليكس،\n\nيسعدني أن أدعوك إلى افتتاح معرض الخط العربي يوم الجمعة القادم في الساعة السابعة مساءً.\n\nمع أطيب التحيات،\nليلى',
      },
    ],
  },
  {
    subject: 'Рецепт борщу',
    turns: [
      {
        from: 'olena',
        hoursAgo: 160,
        text: 'Привіт, Алексе!\n\nОсь обіцяний рецепт: буряк окремо запекти, капусту додати в самому кінці, і ніколи не поспішати.\n\nОлена',
      },
      { from: 'me', hoursAgo: 150, text: 'Дякую, Олено! У суботу спробую.' },
    ],
  },
  {
    subject: 'Lisbon in March',
    mailbox: 'Travel',
    attach: 'itinerary',
    turns: [
      {
        from: 'priya',
        hoursAgo: 420,
        text: 'The flights are cheapest on the 11th. If we take the early one we are there for lunch.\n\nPriya',
      },
      { from: 'me', hoursAgo: 410, text: 'Early is fine. I only need a seat by the window and somebody who wakes me up.' },
      {
        from: 'priya',
        hoursAgo: 300,
        text: 'Booked! The plan for the four days is attached. I left the last afternoon empty on purpose.\n\nPriya',
      },
    ],
  },
  {
    subject: 'Sunday call',
    turns: [
      {
        from: 'mum',
        hoursAgo: 34,
        text: 'Hello darling,\n\nthe line was so bad that I only understood “boiler”. Is it warm in your flat?\n\nI knitted something. It has turned out to be a scarf.\n\nMum',
      },
      { from: 'me', hoursAgo: 33, text: 'It is warm now! The boiler needed a new valve. I love scarves.\n\nTalk on Sunday,\nAlex' },
      { from: 'mum', hoursAgo: 20, text: 'Good. It is a very long scarf.\n\nMum' },
    ],
  },
  {
    subject: 'Boiler: visit of the engineer',
    turns: [
      {
        from: 'landlord',
        hoursAgo: 70,
        text: 'Dear Alex,\n\nthe engineer will come on Tuesday between eight and twelve. Somebody has to be at home.\n\nRosa Martínez\nOak Street Homes',
      },
      { from: 'me', hoursAgo: 68, text: 'I will be there. Please ask for a new valve, the old one whistles.' },
      { from: 'landlord', hoursAgo: 40, text: 'Done, thank you for letting him in. The invoice goes to us.\n\nRosa Martínez' },
    ],
  },
  {
    subject: 'Minutes of the site meeting',
    mailbox: 'Projects',
    cc: ['maya', 'claire'],
    attach: 'notes',
    turns: [
      {
        from: 'tomas',
        hoursAgo: 250,
        text: 'Dear all,\n\nshort minutes of today:\n\n1. Roof: tiles are on, gutters follow next week.\n2. Windows: the two in the gable have to be measured again.\n3. Kitchen: Claire has the tiles.\n4. Next meeting: Thursday, ten o’clock, at the house.\n\nTomás',
      },
      { from: 'claire', hoursAgo: 247, text: 'Thank you. The tiles can be fetched from Wednesday on.\n\nClaire' },
      { from: 'me', hoursAgo: 240, text: 'I measured the gable again: 84 by 121, and nothing is square.' },
      { from: 'tomas', hoursAgo: 238, text: 'Nothing ever is.\n\nTomás' },
    ],
  },
  {
    subject: 'Old photographs of the harbour',
    starred: true,
    mailbox: 'Archive',
    attach: 'photo',
    turns: [
      {
        from: 'nora',
        hoursAgo: 900,
        text: 'Look what was in the box with the tide tables: the house in 1926, with its shutters. I scanned it for you.\n\nNora',
      },
      { from: 'me', hoursAgo: 890, text: 'This is the best thing that has been found in a box. Thank you!' },
    ],
  },
  {
    subject: 'Bicycle for sale?',
    mailbox: 'Archive',
    turns: [
      { from: 'ben', hoursAgo: 700, text: 'Do you still have the blue bicycle? A friend is looking for one.' },
      { from: 'me', hoursAgo: 698, text: 'I do, and it needs somebody who goes further than the bakery. Twenty, and a new tyre.' },
      { from: 'ben', hoursAgo: 690, text: 'Sold. He comes on Friday.' },
    ],
  },
  {
    subject: 'Draft of the exhibition text',
    mailbox: 'Projects',
    turns: [
      {
        from: 'layla',
        hoursAgo: 330,
        text: 'Could you read the English text once more? I am not sure about the second paragraph.\n\nLayla',
      },
      {
        from: 'me',
        hoursAgo: 320,
        text: 'The second paragraph is the best one. I would only split the first sentence; it has three “and”s.',
      },
      { from: 'layla', hoursAgo: 318, text: 'Split, and printed. Thank you!\n\nLayla' },
    ],
  },
];

/** What came by itself in the last months: one line each, from services. */
export const notices: { name: string; email: string; subjects: string[]; text: string; list?: string }[] = [
  {
    name: 'Parcel Pigeon',
    email: 'no-reply@parcelpigeon.example',
    subjects: [
      'Your parcel is on its way',
      'Your parcel arrives today',
      'Delivered: left with neighbour',
      'Your parcel is at the shop',
      'How was your delivery?',
      'Your parcel is on its way',
      'Delivered: letter box',
      'Your parcel arrives today',
    ],
    text: 'Hello Alex,\n\nthis is about parcel {n}. You can follow it in the app or at the counter.\n\nParcel Pigeon',
  },
  {
    name: 'Harbour Rail',
    email: 'tickets@harbour-rail.example',
    subjects: [
      'Your ticket to Northquay',
      'Timetable change on your line',
      'Your ticket to Old Mill',
      'Your ticket to Northquay',
      'A seat is waiting: weekend offer',
      'Your ticket to the airport',
    ],
    text: 'Dear passenger,\n\nyour booking {n} is confirmed. Please show this message or your card on the train.\n\nHave a good journey!',
  },
  {
    name: 'Quill Repository',
    email: 'notifications@quill-code.example',
    subjects: [
      '[tide-tables] Build passed',
      '[tide-tables] New comment on #{n}',
      '[tide-tables] Build failed on branch moon',
      '[tide-tables] Build passed',
      '[tide-tables] Release 2.{n} is out',
      '[tide-tables] New comment on #{n}',
      '[tide-tables] Build passed',
      '[tide-tables] Review requested',
      '[tide-tables] Build passed',
      '[tide-tables] New comment on #{n}',
    ],
    text: 'A new event in tide-tables (run {n}).\n\nYou get this because you watch the project.',
    list: 'tide-tables <tide-tables.quill-code.example>',
  },
  {
    name: 'City Bank',
    email: 'service@citybank.example',
    subjects: [
      'Your statement is ready',
      'New sign-in to your account',
      'Your statement is ready',
      'A standing order was carried out',
      'Your statement is ready',
    ],
    text: 'Dear customer,\n\na new document (number {n}) is waiting in your mailbox at the bank. We never ask for your password by mail.\n\nCity Bank',
  },
  {
    name: 'Rowing Club',
    email: 'office@rowing.example',
    subjects: [
      'Boats go into winter storage',
      'Training moves to the gym',
      'Thank you for the work day!',
      'Membership for next year',
      'Lost: one left shoe',
    ],
    text: 'Dear members,\n\nas every year there is a list at the door of the boat house. Please put your name on it. (Circular {n})\n\nThe office',
    list: 'Members <members.rowing.example>',
  },
];
