import { z } from 'zod';
import { siteSchema, symbolSchema, timeSchema } from './schemas.ts';

/** What the auditors of the sites publish, and what they answer. */

const countSchema = z.int().nonnegative();

const markSchema = z
  .tuple([countSchema, countSchema, z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits')])
  .readonly()
  .describe('A position, how many items there are up to it since the audit began, and the sum of their hashes');

/** Most that a message may carry: what comes over the link is not trusted to be small. */
const MAX_MARKS = 512;
const MAX_DIFFERENCES = 16;
/** How many receipts a status carries: the newest. */
export const MAX_RECEIPTS = 100;
/** How many symbols one request may name. */
export const MAX_AUDIT_SYMBOLS = 100;

/** Sums over all symbols since the audit began. */
export const auditTotalsSchema = z.object({
  symbols: countSchema,
  published: countSchema.describe(
    'Numbers given to quotes up to here: the newest `seq` of every symbol, less what was before the audit',
  ),
  received: countSchema.describe('Different quotes received'),
  missing: countSchema.describe('Numbers that were skipped and have not come since'),
  duplicates: countSchema.describe('Quotes that came again'),
  outOfOrder: countSchema.describe('Quotes that came after a later one'),
  conflicting: countSchema.describe('Quotes that came again with other content'),
  skipped: countSchema.describe('Messages that the stream skipped'),
  refused: countSchema.describe('Messages that broke the contract'),
  untracked: countSchema.describe('Quotes of symbols beyond those that are audited'),
});
export type AuditTotals = z.infer<typeof auditTotalsSchema>;

/** What crosses the link. */
export const auditMarksSchema = z.object({
  site: siteSchema,
  time: timeSchema,
  since: timeSchema.describe('When this audit of the stream began'),
  created: timeSchema.describe('When the stream was made'),
  position: countSchema.describe('The last message audited'),
  published: countSchema.describe('The sum of the newest `seq` of every symbol'),
  marks: z.array(markSchema).max(MAX_MARKS),
});
export type AuditMarks = z.infer<typeof auditMarksSchema>;

/** Messages between two positions that two sites hold differently. */
export const auditDifferenceSchema = z.object({
  after: countSchema.describe('The position before the first'),
  through: countSchema.describe('The position of the last'),
  surplus: z.int().describe('How many messages this site has more than the other; 0: as many, and others'),
});

/** How this site's stream compares with that of another. */
export const auditComparisonSchema = z.object({
  site: siteSchema.describe('The other site'),
  time: timeSchema.describe("When the other site's auditor published what was compared"),
  position: countSchema.describe('The last message that it had audited'),
  held: countSchema.describe('Quotes that this site has and the other had not by then'),
  through: countSchema
    .nullable()
    .describe('Up to this message both were compared; null while they have no position in common'),
  differences: z.array(auditDifferenceSchema).max(MAX_DIFFERENCES).describe('Empty while both hold the same'),
});
export type AuditComparison = z.infer<typeof auditComparisonSchema>;

export const auditAlarmSchema = z.object({
  code: z
    .enum(['content-differs', 'quotes-lost', 'quotes-conflict'])
    .describe(
      [
        '`content-differs`: as many messages as at another site, but others',
        "`quotes-lost`: numbers are missing in this site's stream",
        '`quotes-conflict`: a number was stored twice, with other content',
      ].join('. '),
    ),
  since: timeSchema,
  text: z.string().describe('What is wrong, for an operator'),
  missing: countSchema,
});
export type AuditAlarm = z.infer<typeof auditAlarmSchema>;

/** Every published quote is in one of them. */
export const quoteAccountSchema = z.object({
  published: countSchema.describe('At the origin, as far as it is known here'),
  delivered: countSchema.describe("In this site's stream"),
  conflated: countSchema.describe('Replaced by newer ones on the way: 0 between streams, which keep every quote'),
  held: countSchema.describe('Published and not here yet: they wait at the origin or are on their way'),
  lost: countSchema.describe('Skipped by the stream: they will not come'),
});
export type QuoteAccountOfSite = z.infer<typeof quoteAccountSchema>;

export const OUTAGE_CAUSES = ['reader', 'clock', 'link', 'mirror', 'paused', 'feed', 'unknown'] as const;

/** The account of one outage: of a time in which this site's stream brought no fresh quotes. */
export const receiptSchema = z.object({
  cause: z.enum(OUTAGE_CAUSES).describe('As the reasons for stale prices'),
  from: timeSchema.describe('Up to when quotes were fresh'),
  to: timeSchema.nullable().describe('When they were again, and complete; null while it lasts'),
  held: countSchema.describe('Quotes that were published meanwhile'),
  recovered: countSchema.describe('Those of them that came'),
  lost: countSchema.describe('Those of them that did not'),
  duplicates: countSchema,
  outOfOrder: countSchema,
  conflicting: countSchema,
});
export type Receipt = z.infer<typeof receiptSchema>;

/** What an auditor publishes at its own site. */
export const auditStatusSchema = z.object({
  site: siteSchema,
  time: timeSchema,
  since: timeSchema.describe('When this audit of the stream began'),
  created: timeSchema.describe('When the stream was made'),
  from: countSchema.describe('The first message audited'),
  position: countSchema.describe('The last message audited'),
  hash: z.string().describe('The sum of the hashes of all messages audited'),
  totals: auditTotalsSchema,
  account: quoteAccountSchema,
  comparisons: z.array(auditComparisonSchema),
  alarms: z.array(auditAlarmSchema),
  receipts: z.array(receiptSchema).max(MAX_RECEIPTS).describe('The newest first'),
});
export type AuditStatus = z.infer<typeof auditStatusSchema>;

export const symbolsRequestSchema = z.object({ symbols: z.array(symbolSchema).max(MAX_AUDIT_SYMBOLS) });

/** The account of one symbol. */
export const symbolAccountSchema = z.object({
  symbol: symbolSchema,
  from: countSchema.describe('The first `seq` audited'),
  seq: countSchema.describe('The newest `seq`'),
  epoch: countSchema.describe('The epoch of that quote'),
  received: countSchema,
  missing: countSchema,
  duplicates: countSchema,
  outOfOrder: countSchema,
  conflicting: countSchema,
  marks: z.array(markSchema).describe('By `seq`; the last covers everything received'),
});
export type SymbolAccount = z.infer<typeof symbolAccountSchema>;

export const symbolAccountsSchema = z.object({ site: siteSchema, symbols: z.array(symbolAccountSchema) });
export type SymbolAccounts = z.infer<typeof symbolAccountsSchema>;
