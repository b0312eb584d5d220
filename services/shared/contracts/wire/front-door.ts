/** The key-value bucket at the cloud site with the share of traffic of each site. */
export const FRONT_DOOR_BUCKET = 'FRONT_DOOR';
/** Its one key. */
export const WEIGHTS_KEY = 'weights';

/** The services behind the front door. */
export const PUBLIC_SERVICES = ['api', 'gateway'] as const;
export type PublicService = (typeof PUBLIC_SERVICES)[number];

/** A site's share relative to the others, of all its services or of each. 0 is none. */
export type SiteWeight = number | Readonly<Record<PublicService, number>>;

/** The value in the bucket, by site: `{"cloud": 100, "onprem": 0}`. A site that is not listed gets nothing. */
export type FrontDoorWeights = Readonly<Record<string, SiteWeight>>;
