(ns jepsen.checker
  "A stand-in for Jepsen's namespace of that name, which is not to be had here: the protocol alone.")

(defprotocol Checker
  (check [checker test history opts]))
