import { lazy, Suspense } from 'react';
import styles from './Curve.module.css';

const CurvePlot = lazy(() => import('./CurvePlot.tsx').then(({ CurvePlot: plot }) => ({ default: plot })));

export interface CurveProps {
  /** What the curve shows, for who cannot see it. */
  readonly label: string;
  /** Milliseconds since 1970, rising. */
  readonly dates: readonly number[];
  readonly values: readonly number[];
  readonly height: number;
  /** How a value is written at the axis and under the pointer. */
  readonly valueText: (value: number) => string;
  /** The value holds until the next point, as a balance does. */
  readonly steps?: boolean;
}

/** A quiet line over time. */
export function Curve(props: CurveProps) {
  return (
    <div className={styles.frame} style={{ height: props.height }}>
      <Suspense fallback={null}>
        <CurvePlot {...props} />
      </Suspense>
    </div>
  );
}
