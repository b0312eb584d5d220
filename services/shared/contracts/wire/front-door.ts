/** The key-value bucket, at the cloud site, that says which site gets how much traffic. */
export const FRONT_DOOR_BUCKET = 'FRONT_DOOR';
/** Its one key. */
export const WEIGHTS_KEY = 'weights';

/** The kinds of service that the front door passes traffic on to. */
export const PUBLIC_SERVICES = ['api', 'gateway'] as const;
export type PublicService = (typeof PUBLIC_SERVICES)[number];

/** A site's share, as a number beside the others': of all its services, or of each. 0 is nothing. */
export type SiteWeight = number | Readonly<Record<PublicService, number>>;

/** What the bucket holds, by site: `{"cloud": 100, "onprem": 0}`. A site that is not named gets nothing. */
export type FrontDoorWeights = Readonly<Record<string, SiteWeight>>;
