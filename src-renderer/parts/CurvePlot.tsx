import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import styles from './Curve.module.css';
import type { CurveProps } from './Curve.tsx';
import { useLocale } from './useLocale.ts';
import { useScheme } from './useScheme.ts';

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function CurvePlot({ label, dates, values, height, valueText, steps = false }: CurveProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const [tip, setTip] = useState<string | null>(null);
  const locale = useLocale();
  const scheme = useScheme();
  const write = useRef(valueText);
  write.current = valueText;
  const data: [number[], number[]] = [dates.map((date) => date / 1000), [...values]];
  const latest = useRef(data);
  latest.current = data;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of theme draws the plot anew, in its colours
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
    const second = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
    const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
    const axis = {
      stroke: token('--muted'),
      font: `12px ${token('--font-text')}`,
      ticks: { show: false },
      grid: { stroke: token('--border'), width: 1 },
    };
    const stepped = UPlot.paths.stepped?.({ align: 1 });
    const options: UPlot.Options = {
      width: element.clientWidth,
      height,
      padding: [10, 0, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: { y: { range: (_self, _low, high) => [0, high > 0 ? high * 1.08 : 1] } },
      axes: [
        {
          ...axis,
          size: 26,
          space: 90,
          grid: { show: false },
          values: (self, splits) => {
            const span = (self.scales.x?.max ?? 0) - (self.scales.x?.min ?? 0);
            const format = span > 2 * 86_400 ? day : span < 600 ? second : time;
            return splits.map((at) => format.format(at * 1000));
          },
        },
        {
          ...axis,
          size: (_self, texts) => 16 + Math.max(28, ...(texts ?? []).map((text) => text.length * 7)),
          space: 40,
          values: (_self, splits) => splits.map((value) => write.current(value)),
        },
      ],
      series: [
        {},
        {
          stroke: token('--accent'),
          width: 2,
          fill: token('--accent-soft'),
          points: { show: false },
          ...(steps && stepped ? { paths: stepped } : {}),
        },
      ],
      hooks: {
        setCursor: [
          (self) => {
            const at = self.cursor.idx;
            const x = at == null ? undefined : self.data[0][at];
            const y = at == null ? undefined : self.data[1]?.[at];
            setTip(x == null || y == null ? null : `${write.current(y)} · ${moment.format(x * 1000)}`);
          },
        ],
      },
    };
    const drawn = new UPlot(options, latest.current, element);
    plot.current = drawn;
    const watcher = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [locale, scheme, height, steps]);

  useEffect(() => {
    plot.current?.setData([dates.map((date) => date / 1000), [...values]]);
  }, [dates, values]);

  return (
    <div className={styles.plot} role="img" aria-label={label}>
      <div ref={place} />
      {tip && <div className={styles.tip}>{tip}</div>}
    </div>
  );
}
