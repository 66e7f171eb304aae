// The functions of the header are written in Swift, in TransportInterface.
#include "COptimalTransport.h"
