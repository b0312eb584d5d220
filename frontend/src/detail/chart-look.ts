/**
 * The colours of the board for a chart, which draws on a canvas and knows no style sheets. Stale candles have none, and no
 * line or label that looks like a price of now.
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
      // By default that of the bar, and a rising one is hollow.
      priceLineColor: colour('accent'),
      priceLineVisible: !isStale,
      lastValueVisible: !isStale,
    },
  };
}
