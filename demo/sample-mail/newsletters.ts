/** Newsletters, drawn in tables and inline styles as they are in the world; pictures are on hosts that do not exist and stay blocked. */
export type Newsletter = {
  name: string;
  email: string;
  host: string;
  accent: string;
  issues: { subject: string; lead: string; stories: [string, string][] }[];
};

export const newsletters: Newsletter[] = [
  {
    name: 'The Slow Post',
    email: 'letters@slowpost.example',
    host: 'img.slowpost.example',
    accent: '#8a3b12',
    issues: [
      {
        subject: 'No. 48: In praise of the long way round',
        lead: 'This week: canals, ferries, and a train that stops for sheep.',
        stories: [
          ['The ferry that waits', 'It leaves at nine, or when the baker is on board.'],
          ['Walking home', 'Twelve kilometres, three bridges, one heron.'],
          ['A map of benches', 'Readers sent 214 of them. Here are the best ten.'],
        ],
      },
      {
        subject: 'No. 47: Letters that took their time',
        lead: 'A postcard arrived after 61 years. We asked where it had been.',
        stories: [
          ['Behind the sorting shelf', 'Things that fall stay fallen, until somebody moves the shelf.'],
          ['Stamps we love', 'Small pictures, large countries.'],
        ],
      },
      {
        subject: 'No. 46: The quiet hour',
        lead: 'Which hour of the day is yours?',
        stories: [
          ['Five in the morning', 'Bakers, swimmers and new parents agree.'],
          ['The library at closing time', 'A place for those who read the last page first.'],
        ],
      },
      {
        subject: 'No. 45: Weather permitting',
        lead: 'On lighthouses, forecasts and umbrellas.',
        stories: [
          ['The keeper of the log', 'Ninety years of weather in one hand.'],
          ['How to fold a map', 'You cannot. Nobody can.'],
        ],
      },
    ],
  },
  {
    name: 'Pan & Ladle',
    email: 'kitchen@pan-and-ladle.example',
    host: 'cdn.pan-and-ladle.example',
    accent: '#2f6b3c',
    issues: [
      {
        subject: 'Five soups for a grey week',
        lead: 'Each takes less time than the queue at the canteen.',
        stories: [
          ['Leek and potato', 'The one that never fails.'],
          ['Red lentil with lemon', 'The one that wakes you up.'],
          ['Borscht, in a hurry', 'The one we apologise for.'],
        ],
      },
      {
        subject: 'What to do with one pumpkin',
        lead: 'It is bigger than you thought. It always is.',
        stories: [
          ['Roast it', 'With sage, and more salt than seems right.'],
          ['Bread', 'Golden, and good for a week.'],
        ],
      },
      {
        subject: 'Bread without fear',
        lead: 'A dough that forgives.',
        stories: [
          ['Overnight loaf', 'You sleep, it works.'],
          ['Flat bread', 'Ten minutes, one pan.'],
        ],
      },
    ],
  },
  {
    name: 'Workbench Weekly',
    email: 'news@workbench.example',
    host: 'static.workbench.example',
    accent: '#1f4e8c',
    issues: [
      {
        subject: 'Hinges, at last explained',
        lead: 'Butt, piano, strap, pivot: which one does your door want?',
        stories: [
          ['Measure twice', 'And then once more, because of the old house.'],
          ['Reader’s shed of the month', 'It has a stove and a view.'],
        ],
      },
      {
        subject: 'The oil or wax question',
        lead: 'We treated two hundred boards so that you need not.',
        stories: [
          ['Results', 'Oil wins outside, wax wins on the table.'],
          ['Tool of the week', 'A scraper that costs less than lunch.'],
        ],
      },
      {
        subject: 'Drawers that close by themselves',
        lead: 'A little slope goes a long way.',
        stories: [
          ['Plans', 'One page, no screws.'],
          ['Letters', 'You disagreed about glue. Again.'],
        ],
      },
    ],
  },
];

const htmlText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export function newsletterHtml(newsletter: Newsletter, issue: Newsletter['issues'][number], number: number): string {
  const stories = issue.stories
    .map(
      ([title, text], index) => `<tr><td style="padding:16px 32px;border-top:1px solid #e5e0d8">
<img src="https://${newsletter.host}/${number}/${index}.jpg" alt="" width="536" height="180" style="display:block;width:100%;background:#eee8de">
<h2 style="margin:14px 0 4px;font:600 19px Georgia,serif;color:#222">${htmlText(title)}</h2>
<p style="margin:0;font:15px/1.55 Georgia,serif;color:#444">${htmlText(text)} <a href="https://${newsletter.host.replace(/^[^.]+\./, 'www.')}/read/${number}-${index}" style="color:${newsletter.accent}">Read on</a></p>
</td></tr>`,
    )
    .join('\n');
  return `<!doctype html><html><head><meta charset="utf-8"><title>${htmlText(issue.subject)}</title></head>
<body style="margin:0;background:#f4f0e8">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f4f0e8"><tr><td align="center" style="padding:24px 8px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="max-width:600px;background:#fffdf9;border:1px solid #e5e0d8">
<tr><td style="padding:28px 32px 8px;font:700 26px Georgia,serif;color:${newsletter.accent}">${htmlText(newsletter.name)}</td></tr>
<tr><td style="padding:0 32px 20px;font:17px/1.5 Georgia,serif;color:#333">${htmlText(issue.lead)}</td></tr>
${stories}
<tr><td style="padding:20px 32px;font:12px/1.5 sans-serif;color:#888;border-top:1px solid #e5e0d8">You get this letter because you asked for it once. <a href="https://${newsletter.host.replace(/^[^.]+\./, 'www.')}/leave" style="color:#888">Leave the list</a>
<img src="https://${newsletter.host}/open.gif?n=${number}" width="1" height="1" alt=""></td></tr>
</table></td></tr></table></body></html>`;
}
