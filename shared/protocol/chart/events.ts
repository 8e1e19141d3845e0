import { z } from 'zod';

/** A line of the timeline that is no statement of the chart. `detail`: words or JSON, by kind; never patient data. */
export const consultEvent = z.object({ id: z.int(), at: z.string(), kind: z.string(), detail: z.string(), person: z.string().nullable() });
export type ConsultEvent = z.infer<typeof consultEvent>;

/** `detail` of `joined-into` and `joined-from`: the other room, and how many entries of people stay in the one that ended. */
export const otherRoom = z.object({ consultId: z.string(), entries: z.int() });
export type OtherRoom = z.infer<typeof otherRoom>;
