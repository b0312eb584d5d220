/** What a browser showed while it was watched. */
export interface Watched {
  /** Milliseconds from one frame to the next. */
  readonly frames: readonly number[];
  /** Changes of the document, frame by frame; empty when they were not counted. */
  readonly writes: readonly number[];
}

/** What is used here of a browser; the services are checked without its types. */
declare const document: { readonly body: object };
declare function requestAnimationFrame(look: (at: number) => void): void;
declare class MutationObserver {
  constructor(onChanges: (changes: readonly object[]) => void);
  observe(target: object, what: object): void;
  disconnect(): void;
}

/** Runs in the page: records each frame for this many milliseconds and, on request, each change of the document. */
export function watchFrames([ms, countWrites]: [number, boolean]): Promise<Watched> {
  return new Promise((resolve) => {
    const frames: number[] = [];
    const writes: number[] = [];
    let changed = 0;
    const observer = new MutationObserver((changes) => {
      changed += changes.length;
    });
    if (countWrites) {
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    }
    let [first, before] = [-1, -1];
    const look = (at: number) => {
      if (first < 0) first = at;
      else {
        frames.push(at - before);
        if (countWrites) writes.push(changed);
      }
      changed = 0;
      before = at;
      if (at - first < ms) requestAnimationFrame(look);
      else {
        observer.disconnect();
        resolve({ frames, writes });
      }
    };
    requestAnimationFrame(look);
  });
}
