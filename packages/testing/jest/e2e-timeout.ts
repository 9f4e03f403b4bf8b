/** A jest setup file: making a workspace takes a minute or two (jest reads no `testTimeout` of a single project). */
jest.setTimeout(600_000);
