import { InvalidArgumentError } from 'commander';

/** An option's address, as it was given. Throws `InvalidArgumentError`. */
export function address(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Allowed is an address such as http://localhost:8080.');
}
