/** A moment by both clocks of this machine. */
export interface Moment {
  /** Milliseconds since the Unix epoch. It can be set forward and back. */
  readonly wall: number;
  /** Milliseconds since an arbitrary moment of this process. It never goes back. */
  readonly monotonic: number;
}

/** This machine's clocks. */
export type Clock = () => Moment;

export const systemClock: Clock = () => ({ wall: Date.now(), monotonic: performance.now() });
