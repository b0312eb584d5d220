export { changesAt } from './changes.ts';
export type { FieldChange, ObjectChange } from './changes.ts';
export { deliverSubject, durableName, mirrorApi, ORIGIN_API } from './plan.ts';
export { planSite } from './plan-site.ts';
