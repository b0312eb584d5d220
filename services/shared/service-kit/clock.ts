/** A moment by both clocks of this machine. */
export interface Moment {
  /** Milliseconds since the Unix epoch. It can be set forward and back. */
  readonly wall: number;
  /** Milliseconds since some moment of this process. It only goes forward. */
  readonly monotonic: number;
}

/** This machine's clocks. */
export type Clock = () => Moment;

export const systemClock: Clock = () => ({ wall: Date.now(), monotonic: performance.now() });
