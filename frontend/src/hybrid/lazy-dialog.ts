import { lazy } from 'react';

/** Loaded on demand: most of those that look at the board never act. */
export const OperatorDialog = lazy(() => import('./OperatorDialog.tsx'));
