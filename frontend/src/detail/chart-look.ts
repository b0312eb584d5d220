/**
 * The board's colours for the chart, which draws on a canvas without style sheets. Stale candles are grey and have no line or
 * label that would suggest a current price.
 */
export function chartLook(style: CSSStyleDeclaration, isStale: boolean) {
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const rule = colour('rule');
  const [up, down] = isStale ? [colour('ink-faint'), colour('ink-faint')] : [colour('up'), colour('down')];
  return {
    chart: {
      layout: {
        background: { color: 'transparent' },
        textColor: colour('ink-soft'),
        fontFamily: style.fontFamily,
        fontSize: 11,
      },
      grid: { vertLines: { visible: false }, horzLines: { color: rule } },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderColor: rule, timeVisible: true },
    },
    series: {
      upColor: 'transparent',
      downColor: down,
      borderUpColor: up,
      borderDownColor: down,
      wickUpColor: up,
      wickDownColor: down,
      // Without it the label takes the colour of the bar, and a rising bar is hollow.
      priceLineColor: colour('accent'),
      priceLineVisible: !isStale,
      lastValueVisible: !isStale,
    },
  };
}
