import ArgumentParser
import TransportCommands

OptimalTransportCommand.main()
