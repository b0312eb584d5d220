import type { CorporateAction, Instrument, InstrumentDetails } from '@quotebridge/contracts/wire';

/** Details invented for the demo, the same for the same instrument. They are no facts about a company, and their texts say so. */
export function demoDetails({ symbol, name, currency, tickSize }: Instrument): InstrumentDetails {
  const variant = checksum(symbol);
  return {
    symbol,
    name,
    currency,
    tickSize,
    lotSize: variant % 2 === 0 ? 100 : 1,
    tradingHours: {
      timeZone: 'America/New_York',
      days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'],
      open: '09:30',
      close: '16:00',
    },
    corporateActions: actionsOf(variant, currency),
    source: 'demo',
  };
}

function actionsOf(variant: number, currency: string): CorporateAction[] {
  const exDate = `2030-${twoDigits(1 + (variant % 12))}-${twoDigits(1 + (variant % 28))}`;
  const amount = `0.${twoDigits(1 + (variant % 99))}`;
  const dividend: CorporateAction = { type: 'dividend', exDate, text: `Invented: ${amount} ${currency} a share` };
  const split: CorporateAction = { type: 'split', exDate: '2031-01-02', text: 'Invented: two shares for one' };
  return [[], [dividend], [dividend, split]][variant % 3] ?? [];
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

function checksum(text: string): number {
  return Array.from(text).reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1_000_003, 7);
}
