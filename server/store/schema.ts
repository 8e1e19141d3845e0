import type { CallTables } from './schema/call.ts';
import type { ConsultTables } from './schema/consult.ts';
import type { DeliverTables } from './schema/deliver.ts';
import type { ImagingTables } from './schema/imaging.ts';
import type { PatientTables } from './schema/patients.ts';
import type { SiteTables } from './schema/sites.ts';

/** Row types of `migrations/`; names are the columns'. Instants are ISO 8601 UTC text, JSON columns are parsed where they are read. */
export interface Schema extends SiteTables, ImagingTables, PatientTables, ConsultTables, CallTables, DeliverTables {}
