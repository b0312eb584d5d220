import { randomExponential, randomNormal } from 'd3-random';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** From 0 up to but not including 1. */
  readonly uniform: () => number;
  /** Mean 0, standard deviation 1. */
  readonly normal: () => number;
  /** Mean 1. */
  readonly exponential: () => number;
}

/** @param stream streams of the same seed share nothing: what is drawn from one does not shift another */
export function seededRandom(seed: number, stream = 0): Random {
  const generator = xoroshiro128plus(seed);
  // At least one jump: the first numbers of neighbouring seeds are similar.
  for (let jumps = 0; jumps <= stream; jumps += 1) generator.jump();
  const uniform = () => uniformFloat64(generator);
  return {
    uniform,
    normal: randomNormal.source(uniform)(),
    exponential: randomExponential.source(uniform)(1),
  };
}
