import type { Service } from '../services.ts';
import { userVariables } from '../users.ts';

/** The users that a service is in a container, and the files with their passwords. */
export function natsEnvironment(service: Service): Readonly<Record<string, string>> {
  return Object.fromEntries(
    service.users.flatMap((user) => {
      const variables = userVariables(service, user);
      return [
        [variables.user, user],
        [`${variables.password}_FILE`, `/run/credentials/${user}`],
      ];
    }),
  );
}
