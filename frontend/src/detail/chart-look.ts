/** The colours of the board for a chart, which draws on a canvas and knows no style sheets. */
export function chartLook(style: CSSStyleDeclaration) {
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const rule = colour('rule');
  const [up, down] = [colour('up'), colour('down')];
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
    },
  };
}
