import type { Listed } from '../store/instrument-loader.ts';

interface Emptiness {
  readonly listed: Listed;
  readonly list: string | null;
  readonly query: string;
}

export function emptyText({ listed, list, query }: Emptiness): { readonly headline: string; readonly detail: string } {
  if (listed === 'asking') return { headline: 'Reading the list of instruments', detail: '' };
  if (listed === 'failed') {
    return {
      headline: 'The list of instruments cannot be read',
      detail: 'The API does not answer. It is asked again; rows appear as soon as anything is quoted.',
    };
  }
  if (query.trim() !== '') {
    return {
      headline: `Nothing matches “${query.trim()}”`,
      detail: 'Symbols and names are searched. Esc clears the search.',
    };
  }
  if (list !== null) {
    return {
      headline: `“${list}” is empty`,
      detail: 'Under All, a star beside a symbol, or the key s on its row, puts it here.',
    };
  }
  return { headline: 'No instruments yet', detail: 'The feed has listed none. They appear here as soon as it does.' };
}
