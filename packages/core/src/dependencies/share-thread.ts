// A thread of `shareFolder`.
import { parentPort, workerData } from 'node:worker_threads';
import { sharePart, type ShareWork } from './share-part';

parentPort?.postMessage(sharePart(workerData as ShareWork));
