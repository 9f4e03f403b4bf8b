/** A jest setup file: what a test file made is gone when the file is done. */
import { disposeFolders } from '../src/folders/temporary-folder';

afterAll(disposeFolders, 120_000);
