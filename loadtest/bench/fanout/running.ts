/** A server under measurement. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
}
