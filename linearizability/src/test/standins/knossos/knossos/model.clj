(ns knossos.model
  "A stand-in for Knossos's namespace of that name, which is not to be had here: an interface with a function beside it,
  as potemkin's definterface+ makes them, and three models.")

(definterface Model
  (step [op]))

(defn step [^knossos.model.Model model op]
  (.step model op))

(defrecord Inconsistent [msg]
  Model
  (step [this _] this))

(defn inconsistent [msg] (->Inconsistent msg))

(defn inconsistent? [model] (instance? Inconsistent model))

(defn- read-value [model value op]
  (if (or (nil? (:value op)) (= value (:value op)))
    model
    (inconsistent (str "can't read " (:value op) " from register " value))))

(defrecord Register [value]
  Model
  (step [this op]
    (case (:f op)
      :read (read-value this value op)
      :write (Register. (:value op)))))

(defrecord CASRegister [value]
  Model
  (step [this op]
    (case (:f op)
      :read (read-value this value op)
      :write (CASRegister. (:value op))
      :cas (let [[old new] (:value op)]
             (if (= old value) (CASRegister. new) (inconsistent (str "can't CAS " value " from " old " to " new)))))))

(defrecord Mutex [locked?]
  Model
  (step [_ op]
    (case (:f op)
      :acquire (if locked? (inconsistent "already held") (Mutex. true))
      :release (if locked? (Mutex. false) (inconsistent "not held")))))

(defn register ([] (register nil)) ([value] (->Register value)))
(defn cas-register ([] (cas-register nil)) ([value] (->CASRegister value)))
(defn mutex [] (->Mutex false))
