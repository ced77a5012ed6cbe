package org.synod.runtime;

import org.synod.protocol.Input;
import org.synod.protocol.Output;

/** Steps a group's replica. What the step asks for is already taken up; the output is there to be looked at. */
interface Steps {
    Output step(Input input);
}
