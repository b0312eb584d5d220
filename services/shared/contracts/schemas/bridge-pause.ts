import { z } from 'zod';
import { siteSchema } from './schemas.ts';

/** What `BRIDGE_PAUSE_SUBJECT` asks of the bridge service of the site that a bridge starts from. */
export const bridgePauseRequestSchema = z.strictObject({
  bridge: z.string().min(1).max(100).describe('The name of a bridge of mode `replicate`'),
  paused: z.boolean().describe('false resumes it'),
});
export type BridgePauseRequest = z.infer<typeof bridgePauseRequestSchema>;

export const bridgePauseAnswerSchema = z.union([
  z.object({
    stream: z.string().describe('The stream that it replicates'),
    to: z.array(siteSchema).describe('The sites whose copies are now paused, or resumed'),
  }),
  z.object({ error: z.string().describe('Why not; nothing was changed unless it names a site') }),
]);
export type BridgePauseAnswer = z.infer<typeof bridgePauseAnswerSchema>;
