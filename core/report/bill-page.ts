import { billDimensions } from '../tolls/bill-dimensions';
import { findingRules } from '../tolls/findings';
import { meteredEnds } from '../tolls/metered-ends';
import { priceRows } from '../tolls/price-rows';
import { howSentences, reasons, tolls } from '../tolls/toll';
import { usEast1Prices } from '../tolls/us-east-1-prices';

/** The page of the bill, in Markdown: how to read one, and every rule and price behind it. */
export function billPage(): string {
  return `${[
    intro,
    '## The tolls',
    '',
    'At most one of the tolls that are *transfer* is taken on a hop, the first that fits in this order; *processing* comes',
    'on top. What is *free* stays on the bill at 0, and what is *unpriced* at its bytes.',
    '',
    ...table(
      ['toll', 'kind', 'what it is taken on', 'source'],
      [...tolls.values()].map(({ id, kind, meaning, source }) => [`\`${id}\``, kind, meaning, source]),
    ),
    '## Metered ends',
    '',
    'Bytes across Availability Zones are charged at each end of one’s own that is metered, so a GB between two instances',
    'is charged twice. Some hops are free:',
    '',
    ...table(
      ['kind of interface', 'taken', 'what it is', 'source'],
      meteredEnds.map(({ kind, takes, assumed, why, source }) => [
        `\`${kind}\``,
        takes === 'free' ? 'hop is free' : assumed ? 'once (assumed)' : 'once',
        why,
        source,
      ]),
    ),
    '## How bytes were counted',
    '',
    'Each line says in one sentence how its bytes were counted and what was assumed. The sentences there are:',
    '',
    ...Object.values(howSentences).map((sentence) => `- ${sentence}`),
    '',
    '## By what a bill can be asked',
    '',
    '`address`, `interface`, `instance`, `subnet`, `az`, `vpc`, `account` and `aws_service` are of who pays: for NAT',
    'gateways, the internet, other Regions, transit gateways and endpoints the inside end, out and back; across Availability',
    'Zones, by peering and by public address each metered end pays its own part. Asked by them, each end is a line of its',
    'own and `times` is 1. Whatever is asked, each toll’s sum of bytes × times and of USD is the same.',
    '',
    ...table(
      ['dimension', 'needs fields', 'meaning'],
      [...billDimensions.values()].map(({ name, fields, meaning }) => [
        `\`${name}\``,
        fields.join(' '),
        meaning,
      ]),
    ),
    '## Without an owner',
    '',
    'The second table of a bill repeats, by reason, the part of the lines whose payer cannot be told. It is never',
    'additional.',
    '',
    ...table(
      ['reason', 'why'],
      Object.entries(reasons).map(([reason, why]) => [`\`${reason}\``, why]),
    ),
    '## What would save how much',
    '',
    'The third table scales what was seen to a month of 730 hours and prices it. Every figure comes from the prices in use.',
    'Findings need all of the traffic: with `--where` there are none.',
    '',
    ...table(
      ['finding', 'when, and what it reckons with'],
      findingRules.map(({ id, meaning }) => [`\`${id}\``, meaning]),
    ),
    '## Prices that come along',
    '',
    'Of one Region, and only those that stand in a public place with a day. For any other Region a bill shows bytes and',
    'no cost until `flowtoll prices --refresh --region <region>` has read [AWS’s Price List](https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-changes.html).',
    '',
    ...table(
      ['toll', 'to Region', 'above GB', 'USD', 'per', 'date', 'source'],
      priceRows(usEast1Prices).map(({ toll, toRegion, aboveGb, usd, unit, date, source }) => [
        ...[`\`${toll}\``, toRegion ?? '', String(aboveGb), usd, unit, date ?? '', source],
      ]),
    ),
  ].join('\n')}`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line), ''];
}

const intro = `# The bill

<!-- made by \`npm run docs\` from core/tolls and core/report/bill-page.ts; do not edit -->

\`flowtoll bill\` itemises what AWS takes on the traffic of your VPCs, in bytes and dollars, and who causes it.

\`\`\`sh
npx flowtoll bill --data logs --last 7d                        # every toll
npx flowtoll bill --data logs --by address --limit 50          # who pays
npx flowtoll bill --data logs --where toll=nat-processing --by remote
npx flowtoll bill --data logs --explain cross-az               # rule, price, sum, hops and SQL of a line
npx flowtoll bill --data logs --fail-over 100 --format json    # exit code 1 above 100 USD, or for want of a price
\`\`\`

First comes the total as far as it is known, and what is not in it. Then the lines, the dearest first:

| column | meaning |
|---|---|
| \`line\` | its number, for \`--explain\` |
| \`toll\` | what it is; the table below |
| \`times\` | how often each byte is charged: the metered ends of one’s own |
| \`GB × times\` | what is charged: bytes × times / 2^30, for a GB is 2^30 bytes. \`bytes\`, moved once per hop, are in JSON and CSV, and here where some are taken 0 times |
| \`unit price\` | USD per GB or hour; one line for each tier of a price |
| \`USD\` | rounded to six places so that the lines add up to the total |
| \`share\` | of the known total |
| \`how\` | the number of a sentence below the table: how it was counted, what was assumed |

## What to know before trusting it

- **Exactness.** Bytes are whole numbers and money is exact decimal arithmetic; nothing passes through a floating point
  number. The exact total is rounded to six places, the tolls are rounded so that they add up to it, and the lines so that
  they add up to their toll: what is cut goes to those that lost most by the cut.
- **Hops.** Tolls are paid by the hop, and blame goes by the packet. A byte that five interfaces have recorded is on five
  hops at most, each once.
- **Addresses that move** from interface to interface (pods, addresses that fail over) have a hop for each two interfaces.
  Where records name the next hop, each counts for itself, whichever side has told of it. Where they do not, each side tells
  its own part: what one side has told beyond what the interfaces at the other end have is charged where all of these are in
  one zone, and else in \`unknown\`. Where both ends have moved, that is all of it. An interface that no record is of, and
  none names, is not known: what it held is taken as held by the one that is.
- **Directly and by a detour.** Where two addresses speak directly and also through an instance that forwards, and no record
  names next hops, all of it counts as forwarded: what crosses zones is then at most this much. Records do not tell what
  went past such an instance from what its logs have lost.
- **Not known is never 0.** Hours of NAT gateways, attachments, endpoints and public addresses need to know what exists,
  which records do not show. Bytes whose way, Region or zone cannot be told are in \`unknown\`, with what would tell.
- **Tiers** are counted by calendar month (UTC) and Region. The traffic of a bill is taken as the first of the
  month; \`--internet-used-gb\` says what the organisation has sent to the internet besides. The free GB of a month and the
  cheaper ones are shared by all payers in proportion, also by those that \`--where\` leaves out.
- **List prices.** No discounts, credits, taxes or private agreements, and none of the small free allowances but the one
  to the internet (the first GB of regional transfer a month is free too, and is not taken off). \`flowtoll prices\` shows
  each price with its day and source; \`--prices FILE\` takes others, in the form that \`flowtoll prices --refresh\` keeps or
  in that of AWS’s Price List.
- **AWS’s addresses.** \`--ip-ranges FILE\` (or \`refresh\`) names AWS’s services and their Regions. Without it an address of
  an AWS service is taken as in the same Region, and the line says so.
- **On Athena and Trino** a bill is the same, line by line. It is one statement that reads the records three times (six
  times where flow logs may overlap), and one more over few columns, which counts what is no record; \`--dry-run\` shows
  both. Only what the logs themselves cost is not known there.
- **Bytes of records** are not always those of the bill: AWS does not document whether both count the same headers, and
  records lost by AWS (SKIPDATA) make the bill a lower bound. Expect an estimate of the invoice, not the invoice.

\`FLOWTOLL_PRICE_LIST\` and \`FLOWTOLL_IP_RANGES\` name other places that have AWS’s files, for networks that do not reach AWS;
what was fetched is kept in \`$XDG_CACHE_HOME/flowtoll\`, else \`~/.cache/flowtoll\`.
`;
