import type { Session } from '../store/session.ts';
import { Banner } from './Banner.tsx';
import { FiguresLine } from './FiguresLine.tsx';
import { QuoteTable } from './QuoteTable.tsx';
import './theme.css';
import './board.css';

export function Board({ session }: { readonly session: Session }) {
  return (
    <div className="board">
      <Banner condition={session.condition} />
      <main className="board-main">
        <QuoteTable session={session} />
      </main>
      <FiguresLine figures={session.figures} />
    </div>
  );
}
