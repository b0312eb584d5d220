export { changesAt } from './changes.ts';
export type { FieldChange, ObjectChange } from './changes.ts';
export { planSite } from './plan-site.ts';
